import { cryptographicNoise, seededNoise } from '../core/noise';
import type { NoiseSource } from '../core/noise';
import { Rng } from '../core/rng';
import { stepCount } from './batches';
import type { ExamplePrivacy, TrainingPlan } from './plan';

/** The choices and the noise of one client's differentially private training. */
export interface ExampleNoise {
  /** The examples of each step. */
  readonly batches: readonly Uint32Array[];
  /** For each step the seed of its noise; undefined if the noise comes from the system's generator. */
  readonly seeds: Uint32Array | undefined;
  /** What the noisy sum of a step is divided by. */
  readonly batchSize: number;
  /** Standard deviation of the noise on the sum; 0 for none. */
  readonly deviation: number;
}

/** Draws a client's batches; Poisson sampling, see {@link ExamplePrivacy}. */
export function exampleNoise(
  examples: number,
  plan: Pick<TrainingPlan, 'localEpochs' | 'batchSize'>,
  privacy: ExamplePrivacy,
  rng: Rng,
): ExampleNoise {
  const { clippingNorm, noiseMultiplier, seededNoise: seeded = false } = privacy;
  const batchSize = plan.batchSize === 'full' ? examples : Math.min(plan.batchSize, examples);
  const repeatable = seeded || noiseMultiplier === 0;
  const source = repeatable ? seededNoise(rng.split('examples')) : cryptographicNoise();
  const batches = Array.from({ length: stepCount(examples, plan) }, () =>
    sampled(examples, batchSize / examples, source),
  );
  const seeds = Uint32Array.from(batches, (_, i) => rng.split('noise', i).uint32());
  return {
    batches,
    seeds: repeatable ? seeds : undefined,
    batchSize,
    deviation: noiseMultiplier * clippingNorm,
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
