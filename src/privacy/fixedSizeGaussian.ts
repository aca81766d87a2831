import { logAdd } from './logarithms';

const { abs, ceil, exp, expm1, floor, log, max, min, sqrt } = Math;

/** For larger orders, all moments are replaced by their simple bound, as in Google's dp-accounting. */
const largestExact = 256;

/**
 * Upper bounds of the Rényi divergence of the Gaussian mechanism on a sample of fixed size without
 * replacement, between federations that differ in one client's data (Wang, Balle and Kasiviswanathan 2019,
 * "Subsampled Rényi differential privacy and analytical moments accountant", Theorem 27; Corollary 10
 * between whole orders).
 *
 * @param rate q in (0, 1): the sample's share of all clients
 * @param noiseMultiplier z > 0: the noise's standard deviation over the most that the sum can move if one
 *   client's data is replaced; for clipped updates that is twice the clipping norm
 * @returns the bound at an order α > 1
 */
export function fixedSizeGaussian(
  rate: number,
  noiseMultiplier: number,
): (order: number) => number {
  const moments = new Map<number, number>();
  /** log of ζ(k) = E[|p/q − 1|^k]'s bound, for k ≥ 2. */
  const moment = (k: number, order: number): number => {
    const growth = (k * (k - 1)) / (2 * noiseMultiplier ** 2);
    // The second moment is exact anyway.
    if (order > largestExact && k > 2) return Math.LN2 + growth;
    // The geometric mean of the even moments around an odd one (Cauchy and Schwarz).
    const [low, high] = [2 * floor(k / 2), 2 * ceil(k / 2)];
    const between = (evenMoment(low) + evenMoment(high)) / 2;
    return min(2 * Math.LN2 + between, Math.LN2 + growth);
  };
  const evenMoment = (k: number): number => {
    const known = moments.get(k) ?? ratioMoment(k, noiseMultiplier);
    moments.set(k, known);
    return known;
  };
  const logMoment = (order: number): number => {
    let sum = 0;
    let choices = log(order);
    for (let k = 2; k <= order; k++) {
      choices += log((order - k + 1) / k);
      sum = logAdd(sum, choices + k * log(rate) + moment(k, order));
    }
    return sum;
  };
  return (order) => {
    const low = floor(order);
    const share = order - low;
    const whole = low === 1 ? 0 : logMoment(low);
    const next = share === 0 ? 0 : share * logMoment(low + 1);
    return ((1 - share) * whole + next) / (order - 1);
  };
}

/** Spacing and reach of the points of the integral, in standard deviations. */
const [spacing, reach] = [1 / 16, 12];

/**
 * log E[(p/q − 1)^k] for an even k, where p/q is the ratio of two normal densities 1/z apart, under q: by
 * the trapezoidal rule on a line, whose error falls exponentially for functions as smooth as this one. The
 * binomial sum would cancel to nothing for large z.
 */
function ratioMoment(k: number, noiseMultiplier: number): number {
  const shift = 1 / noiseMultiplier;
  const first = floor(-(sqrt(2 * k) + reach) / spacing);
  const last = ceil((k * shift + sqrt(2 * k) + reach) / spacing);
  const terms = Array.from({ length: last - first + 1 }, (_, i) => {
    const x = (first + i) * spacing;
    const ratio = shift * x - (shift * shift) / 2;
    // log |e^ratio − 1|, without overflow.
    const distance = max(0, ratio) + log(-expm1(-abs(ratio)));
    return k * distance - (x * x) / 2;
  });
  const top = terms.reduce((a, b) => max(a, b));
  const sum = terms.reduce((total, term) => total + exp(term - top), 0);
  return top + log((sum * spacing) / sqrt(2 * Math.PI));
}
