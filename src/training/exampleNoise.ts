import { cryptographicNoise, seededNoise } from '../core/noise';
import type { NoiseSource } from '../core/noise';
import { Rng } from '../core/rng';
import { stepCount } from './batches';
import type { ExamplePrivacy, TrainingPlan } from './plan';

/** What a step does with the gradients of its examples. */
export interface PrivateSum {
  /** The largest norm of an example's gradient. */
  readonly clip: number;
  /** Standard deviation of the noise on the sum of them; 0 for none. */
  readonly deviation: number;
  /** What the noisy sum is divided by. */
  readonly batchSize: number;
}

/** One client's training with differential privacy. */
export interface ExampleNoise {
  /** The examples of each step. */
  readonly batches: readonly Uint32Array[];
  /** For each step the seed of its noise; undefined if the noise comes from the system's generator. */
  readonly seeds: Uint32Array | undefined;
  readonly sum: PrivateSum;
}

/** Draws a client's batches: Poisson sampling, see {@link ExamplePrivacy}. */
export function exampleNoise(
  examples: number,
  plan: Pick<TrainingPlan, 'localEpochs' | 'batchSize'>,
  { clip, noiseMultiplier, noise = 'cryptographic' }: ExamplePrivacy,
  rng: Rng,
): ExampleNoise {
  const batchSize = plan.batchSize === 'full' ? examples : Math.min(plan.batchSize, examples);
  // Without noise nothing is private anyway.
  const seeded = noise === 'seeded' || noiseMultiplier === 0;
  const source = seeded ? seededNoise(rng.split('examples')) : cryptographicNoise();
  const batches = Array.from({ length: stepCount(examples, plan) }, () =>
    sampled(examples, batchSize / examples, source),
  );
  const seeds = Uint32Array.from(batches, (_, i) => rng.split('noise', i).uint32());
  return {
    batches,
    seeds: seeded ? seeds : undefined,
    sum: { clip, deviation: noiseMultiplier * clip, batchSize },
  };
}

/** Each position with this probability, independently of the others. */
function sampled(examples: number, probability: number, source: NoiseSource): Uint32Array {
  const taken = new Uint32Array(examples);
  let length = 0;
  for (let i = 0; i < examples; i++) {
    if (source.bits53() < probability * 2 ** 53) taken[length++] = i;
  }
  return taken.slice(0, length);
}

let systemNoise: NoiseSource | undefined;

/** The noise of a step. @param seed undefined for noise that nobody can compute again */
export function stepNoise(seed: number | undefined): NoiseSource {
  if (seed !== undefined) return seededNoise(Rng.fromSeed(seed));
  return (systemNoise ??= cryptographicNoise());
}
