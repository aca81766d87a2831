import type { Rng } from '../../core/rng';

/**
 * A draw from the Dirichlet distribution, as unnormalized logarithms: gamma draws divided by their
 * sum are a Dirichlet draw, and in logarithms none of them vanishes, however small its shape
 * parameter.
 *
 * @param shapes each > 0
 */
export function logDirichlet(shapes: readonly number[], rng: Rng): number[] {
  return shapes.map(
    (shape) => Math.log(rng.gamma(shape + 1)) + Math.log(1 - rng.uniform()) / shape,
  );
}

/**
 * Weights proportional to exp(logit), the largest of them 1, and 0 where `allowed` is false. At
 * least one index is allowed.
 */
export function weightsOf(
  logits: readonly number[],
  allowed: (index: number) => boolean,
): { readonly weights: number[]; readonly heaviest: number } {
  const open = logits.map((logit, index) => (allowed(index) ? logit : -Infinity));
  const highest = open.reduce((a, b) => Math.max(a, b));
  return {
    weights: open.map((logit) => Math.exp(logit - highest)),
    heaviest: open.indexOf(highest),
  };
}
