import { wholeNumber } from '../core/check';
import { privacyAccountant } from './accountant';

/** One client's training with `examplePrivacy`. */
export interface ExampleSteps {
  /** n: how many examples the client holds, at least 1. */
  readonly examples: number;
  /** B: the plan's batch size. */
  readonly batchSize: number | 'full';
  /** σ ≥ 0, as in the plan. */
  readonly noiseMultiplier: number;
  /** The client's steps in all rounds together: for each round ⌈n/B⌉ · local epochs, or 0 if it had none. */
  readonly steps: number;
  /** In (0, 1). */
  readonly delta: number;
}

/**
 * The ε of (ε, δ)-differential privacy for each single example of a client that trained with
 * `examplePrivacy`: with or without the example, all of the client's updates are nearly equally likely.
 *
 * Exact for the sampling of the trainers, in which each example takes part in a step with probability B/n.
 * It covers the updates, not the losses beside them, and one example, not all that a person wrote.
 *
 * ```ts
 * const epsilon = fl.privacy.exampleEpsilon({
 *   examples: 500,
 *   batchSize: 20,
 *   noiseMultiplier: 1.1,
 *   steps: 10 * 25, // ten rounds of one epoch
 *   delta: 1e-4,
 * });
 * ```
 *
 * @returns Infinity without noise
 */
export function exampleEpsilon(options: ExampleSteps): number {
  const { examples, batchSize, noiseMultiplier, steps, delta } = options;
  wholeNumber('examples', examples, 1);
  if (batchSize !== 'full') wholeNumber('batchSize', batchSize, 1);
  const rate = batchSize === 'full' ? 1 : Math.min(1, batchSize / examples);
  const sampling = { kind: 'poisson', rate } as const;
  return privacyAccountant({ noiseMultiplier, sampling }).epsilon(steps, delta);
}
