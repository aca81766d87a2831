import type { Rng } from '../../core/rng';

/**
 * Runs a synchronous function while `Math.random` draws from `rng`.
 *
 * tfjs's layers (dropout, noise) take their seeds from `Math.random`; this makes a step that
 * contains them repeatable. The original function is restored before anything else runs.
 */
export function withSeededRandom<T>(rng: Rng, body: () => T): T {
  const original = Math.random;
  Math.random = () => rng.uniform();
  try {
    return body();
  } finally {
    Math.random = original;
  }
}
