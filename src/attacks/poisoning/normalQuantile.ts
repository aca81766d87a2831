/**
 * The quantile function of the standard normal distribution: z with Φ(z) = p, to 1e-12.
 *
 * @param p in (0, 1)
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (lowerTail(-middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(−x) for x ≥ 0: by its series near 0, and by Laplace's continued fraction, which has no cancellation, beyond. */
function lowerTail(x: number): number {
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let k = 3; term > 1e-17 * sum; k += 2) sum += term *= (x * x) / k;
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = 150; k > 0; k--) fraction = x + k / fraction;
  return density / fraction;
}
