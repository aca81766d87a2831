const { ceil, exp, expm1, log, log1p, sqrt } = Math;

/** log(eᵃ + eᵇ). */
export function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + log1p(exp(low - high));
}

/** log(eᵃ − eᵇ) for a ≥ b. */
export function logSubtract(a: number, b: number): number {
  return b === -Infinity ? a : a + log(-expm1(b - a));
}

/**
 * log(erfc(x)) to about 14 digits: the logarithm of the probability that a normal number of variance 1/2
 * is beyond ±x. Series (Abramowitz and Stegun 1964, 7.1.6) up to 2, continued fraction (7.1.14) above.
 */
export function logErfc(x: number): number {
  if (x < 0) return log(2 - exp(logErfc(-x)));
  if (x > 2) {
    let fraction = 0;
    // Its error falls as e^(−2x√(2k)).
    for (let k = ceil(10 + 180 / (x * x)); k > 0; k--) fraction = k / 2 / (x + fraction);
    return -x * x - log((x + fraction) * sqrt(Math.PI));
  }
  let [sum, term] = [0, x];
  for (let k = 1; term > 1e-18 * sum; k++) {
    sum += term;
    term *= (2 * x * x) / (2 * k + 1);
  }
  return log1p((-2 / sqrt(Math.PI)) * exp(-x * x) * sum);
}
