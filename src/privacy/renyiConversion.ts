const { exp, expm1, log, log1p, max, min } = Math;

/** Rényi divergences at several orders, each > 1. */
export interface RenyiCurve {
  readonly orders: readonly number[];
  readonly divergences: readonly number[];
}

/** At smaller orders the conversion is not stable. */
const smallestOrder = 1.01;

/**
 * The smallest ε of (ε, δ)-differential privacy that the divergences give (Canonne, Kamath and Steinke
 * 2020, "The discrete Gaussian for differential privacy", Proposition 12; Balle et al. 2020, "Hypothesis
 * testing interpretations and Rényi differential privacy", Theorem 21); Infinity if they give none.
 */
export function epsilonFor({ orders, divergences }: RenyiCurve, delta: number): number {
  const candidates = orders.map((order, i) => {
    const divergence = divergences[i];
    // Bretagnolle and Huber 1979: δ ≤ √(1 − e^−KL).
    if (delta ** 2 + expm1(-divergence) > 0) return 0;
    if (order <= smallestOrder) return Infinity;
    return divergence + log1p(-1 / order) - log(delta * order) / (order - 1);
  });
  return max(0, min(...candidates));
}

/** The smallest δ for an ε, in [0, 1]; from the same bounds. */
export function deltaFor({ orders, divergences }: RenyiCurve, epsilon: number): number {
  const logarithms = orders.map((order, i) => {
    const divergence = divergences[i];
    if (divergence === Infinity) return 0;
    const total = log(-expm1(-divergence)) / 2;
    if (order <= smallestOrder) return total;
    const tail = divergence - epsilon + log1p(-1 / order);
    return min(total, (order - 1) * tail - log(order));
  });
  return min(1, exp(min(...logarithms)));
}
