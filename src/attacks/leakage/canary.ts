import { positive, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { dotProduct } from '../../core/vector';
import { checkDelta } from '../../privacy/accountant';
import { confidenceBounds } from './confidenceBounds';

/**
 * An update that no client would send by itself: a random direction, as long as clipping allows. In many
 * dimensions it is nearly orthogonal to every honest update, so that its part in a sum shows.
 *
 * ```ts
 * const canary = fl.attacks.canaryUpdate(trainer.spec.size, 1, rng);
 * ```
 *
 * @param size how many numbers, at least 1
 * @param norm its L2 norm, > 0
 */
export function canaryUpdate(size: number, norm: number, rng: Rng): Float32Array {
  wholeNumber('size', size, 1);
  positive('norm', norm);
  const direction = Float32Array.from({ length: size }, () => rng.normal());
  const scale = norm / Math.sqrt(dotProduct(direction, direction));
  return direction.map((value) => value * scale);
}

/**
 * How much of a canary is in what came out of a run's rounds: the inner product of the canary with the sum
 * of the rounds' steps, over the canary's squared norm.
 *
 * ```ts
 * const score = fl.attacks.canaryScore([after.map((value, i) => value - before[i])], canary);
 * ```
 *
 * @param steps what each round added to the model, or its noisy aggregate
 */
export function canaryScore(steps: Iterable<Float32Array>, canary: Float32Array): number {
  let score = 0;
  for (const step of steps) {
    if (step.length !== canary.length) {
      throw new ArgumentError('steps', `hold ${canary.length} numbers each`, step.length);
    }
    score += dotProduct(step, canary);
  }
  return score / dotProduct(canary, canary);
}

/** Scores of many runs of a mechanism, each with new randomness. */
export interface CanaryScores {
  /** With the canary among the clients. */
  readonly present: readonly number[];
  /** Without it, everything else the same. */
  readonly absent: readonly number[];
}

/**
 * The ε that a mechanism cannot be below, as far as many runs with and without a canary can tell (Jagielski
 * et al. 2020, "Auditing differentially private machine learning"): whoever guesses “the canary was there”
 * above some score is right in a share t of the runs with it and wrong in a share f of those without, and
 * (ε, δ)-differential privacy means t ≤ e^ε·f + δ (Kairouz et al. 2015, "The composition theorem for
 * differential privacy").
 *
 * The first half of the scores chooses the score to guess at, the second half measures t and f there, by
 * Clopper and Pearson's bounds. A claim of privacy below the result is refuted with this confidence; a
 * result below the claim proves nothing, since another attack may do better. With n runs of each kind, no
 * result exceeds about ln(n/8).
 *
 * ```ts
 * const refuted = fl.attacks.epsilonLowerBound({ present, absent }, { delta: 1e-3 }) > claimed;
 * ```
 *
 * @param scores at least ten of each kind
 * @param options.confidence in (0, 1), default 0.95
 * @returns at least 0
 */
export function epsilonLowerBound(
  { present, absent }: CanaryScores,
  options: { readonly delta: number; readonly confidence?: number },
): number {
  const { delta, confidence = 0.95 } = options;
  checkDelta(delta);
  checkScores('present', present);
  checkScores('absent', absent);
  // Both bounds hold at once with the confidence asked for.
  const each = 1 - (1 - confidence) / 2;
  const bound = (scores: CanaryScores, threshold: number): number => {
    const right = confidenceBounds(above(scores.present, threshold), scores.present.length, each);
    const wrong = confidenceBounds(above(scores.absent, threshold), scores.absent.length, each);
    return Math.log(Math.max(right.low - delta, 0) / wrong.high);
  };
  const [first, second] = [half(0), half(1)].map((part) => ({
    present: part(present),
    absent: part(absent),
  }));
  const best = candidates(first).reduce<{ threshold: number; found: number }>(
    (known, threshold) => {
      const found = bound(first, threshold);
      return found > known.found ? { threshold, found } : known;
    },
    { threshold: Infinity, found: -Infinity },
  );
  return Math.max(0, bound(second, best.threshold));
}

/** Scores that split those of runs without the canary at all shares, close together at the top. */
function candidates({ absent }: CanaryScores): number[] {
  const sorted = Float64Array.from(absent).sort().reverse();
  const places: number[] = [];
  for (let place = 0; place < sorted.length; place = Math.ceil((place + 1) * 1.15)) {
    places.push(place);
  }
  return places.map((place) => sorted[place]);
}

const above = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score > threshold).length;

/** The scores at even or at odd positions. */
const half =
  (which: 0 | 1) =>
  (scores: readonly number[]): readonly number[] =>
    scores.filter((_, i) => i % 2 === which);

function checkScores(argument: string, scores: readonly number[]): void {
  if (scores.length < 10)
    throw new ArgumentError(argument, 'hold at least 10 scores', scores.length);
  const wrong = scores.find((score) => Number.isNaN(score));
  if (wrong !== undefined) throw new ArgumentError(argument, 'hold numbers', wrong);
}
