import { logAdd, logErfc, logSubtract } from './logarithms';

const { abs, log, log1p, max } = Math;

/** The series stop at terms below e^−25 of the sum. */
const negligible = -25;

/**
 * Rényi divergence of the Gaussian mechanism on a Poisson sample, at one order (Mironov, Talwar and Zhang
 * 2019, "Rényi differential privacy of the sampled Gaussian mechanism", section 3.3): between outputs with
 * and without one client, the larger one of the two directions.
 *
 * @param rate q in (0, 1]: the probability with which each client is in a sample
 * @param noiseMultiplier z > 0: the noise's standard deviation over the most that a client adds
 * @param order α > 1
 */
export function poissonGaussian(rate: number, noiseMultiplier: number, order: number): number {
  if (rate === 1) return order / (2 * noiseMultiplier ** 2);
  const moment = Number.isInteger(order) ? wholeMoment : fractionalMoment;
  return max(0, moment(rate, noiseMultiplier, order)) / (order - 1);
}

/** log Σₖ C(α, k) (1 − q)^(α−k) q^k e^((k² − k)/2z²), the binomial expansion. */
function wholeMoment(rate: number, noiseMultiplier: number, order: number): number {
  const [present, absent] = [log(rate), log1p(-rate)];
  let sum = -Infinity;
  let choices = 0;
  for (let k = 0; k <= order; k++) {
    const growth = (k * k - k) / (2 * noiseMultiplier ** 2);
    sum = logAdd(sum, choices + k * present + (order - k) * absent + growth);
    choices += log((order - k) / (k + 1));
  }
  return sum;
}

/**
 * The same for any α: two binomial series, of the integrals below and above the point z₀ where both
 * densities are equal. From k > α on their terms alternate in sign.
 */
function fractionalMoment(rate: number, noiseMultiplier: number, order: number): number {
  const [present, absent] = [log(rate), log1p(-rate)];
  const variance = noiseMultiplier ** 2;
  const scale = Math.SQRT2 * noiseMultiplier;
  const middle = variance * (absent - present) + 0.5;
  let [below, above] = [-Infinity, -Infinity];
  // log |C(α, k)| and whether it is negative.
  let [choices, negative] = [0, false];
  for (let k = 0; ; k++) {
    const rest = order - k;
    const [tail, head] = [logErfc((k - middle) / scale), logErfc((middle - rest) / scale)];
    const growth = (k * k - k) / (2 * variance);
    const restGrowth = (rest * rest - rest) / (2 * variance);
    const low = choices + k * present + rest * absent + growth + tail - Math.LN2;
    const high = choices + rest * present + k * absent + restGrowth + head - Math.LN2;
    const combine = negative ? logSubtract : logAdd;
    const last = k > order && max(low - below, high - above) < negligible;
    // Half of the last term: the mean of two sums around the limit, far closer to it than either.
    const half = last ? Math.LN2 : 0;
    below = combine(below, low - half);
    above = combine(above, high - half);
    if (last) return logAdd(below, above);
    choices += log(abs(rest) / (k + 1));
    if (rest < 0) negative = !negative;
  }
}
