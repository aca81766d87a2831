import { Rng } from '../../src/core/rng';
import { cryptographicNoise, seededNoise } from '../../src/privacy/noise';
import { discreteGaussian } from '../../src/privacy/discreteGaussian';
import { exactBernoulli, rational } from '../../src/privacy/exactBernoulli';
import type { NoiseSource } from '../../src/privacy/noise';

const draws = 1e6;

/** Φ(x), to 1.2e-7 (Numerical Recipes, section 6.2.2). */
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const terms = [
    1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const series = -1.26551223 + terms.reduce((sum, term, i) => sum + term * t ** (i + 1), 0);
  const tail = (t * Math.exp(-z * z + series)) / 2;
  return x > 0 ? 1 - tail : tail;
}

const deviation = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/** √n · sup |F − Fₙ|; Kolmogorov's distribution is beyond 1.63 once in a hundred times. */
function kolmogorovSmirnov(sorted: Float64Array, cdf: (x: number) => number): number {
  let largest = 0;
  const n = sorted.length;
  for (let i = 0; i < n; ) {
    let next = i;
    while (next < n && sorted[next] === sorted[i]) next++;
    // At a tie, the empirical distribution jumps by all of it.
    const at = cdf(sorted[i]);
    largest = Math.max(largest, Math.abs(next / n - at));
    if (next === i + 1) largest = Math.max(largest, Math.abs(i / n - at));
    i = next;
  }
  return Math.sqrt(n) * largest;
}

test.each([0.3, 2.5, 40])('normal noise of σ = %d has this deviation and this law', (sigma) => {
  const noise = seededNoise(Rng.fromSeed(3).split('σ', sigma));
  const values = Float64Array.from({ length: draws }, () => sigma * noise.normal());
  expect(Math.abs(deviation(values) / sigma - 1)).toBeLessThan(0.005);
  expect(kolmogorovSmirnov(values.sort(), (x) => normalCdf(x / sigma))).toBeLessThan(1.63);
});

test.each([0.7, 3.5, 1234.5])('discrete noise of σ = %d has this law', (sigma) => {
  const draw = discreteGaussian(seededNoise(Rng.fromSeed(2).split('σ', sigma)), sigma ** 2);
  const values = Float64Array.from({ length: draws }, draw);
  const reach = Math.ceil(12 * sigma);
  const mass = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = mass.reduce((sum, p) => sum + p, 0);
  let below = 0;
  const cumulative = mass.map((p) => (below += p) / total);
  const variance = mass.reduce((sum, p, i) => sum + p * (i - reach) ** 2, 0) / total;
  expect(values.every(Number.isInteger)).toBe(true);
  expect(Math.abs(deviation(values) / Math.sqrt(variance) - 1)).toBeLessThan(0.005);
  if (sigma >= 1) expect(Math.abs(Math.sqrt(variance) / sigma - 1)).toBeLessThan(1e-6);
  expect(kolmogorovSmirnov(values.sort(), (x) => cumulative[x + reach])).toBeLessThan(1.63);
});

/** A source whose bits are those of a number in [0, 1), as long as they last. */
function scripted(bits: bigint, length: number): NoiseSource & { readonly taken: () => number } {
  let taken = 0;
  const take = (count: number): number => {
    taken += count;
    return Number((bits >> BigInt(length - taken)) & ((1n << BigInt(count)) - 1n));
  };
  return {
    ...seededNoise(Rng.fromSeed(1)),
    bits53: () => take(53),
    uint32: () => take(32),
    taken: () => taken,
  };
}

test('a number that begins as e^−γ does is compared with it bit by bit', () => {
  // from decimal import Decimal, getcontext; getcontext().prec = 80
  // int(Decimal(-1).exp() * 2**149), int((Decimal(-7) / 3).exp() * 2**149)
  const cases = [
    [1n, 1n, 262527541802949478170756595157619605874889472n],
    [7n, 3n, 69201508695814306874048820826255667150245641n],
  ] as const;
  for (const [numerator, denominator, start] of cases) {
    const gamma = Number(numerator) / Number(denominator);
    const below = scripted(start - 1n, 149);
    const above = scripted(start + 1n, 149);
    const exact = () => ({ numerator, denominator });
    expect(exactBernoulli(below, gamma, 2 ** -50, exact)).toBe(true);
    expect(exactBernoulli(above, gamma, 2 ** -50, exact)).toBe(false);
    expect([below.taken(), above.taken()]).toEqual([149, 149]);
  }
});

test('a double becomes the ratio that it is', () => {
  expect(rational(6.25)).toEqual({ numerator: 25n, denominator: 4n });
  expect(rational(2 ** 60)).toEqual({ numerator: 2n ** 60n, denominator: 1n });
  expect(rational(0.1)).toEqual({ numerator: 3602879701896397n, denominator: 2n ** 55n });
});

test('noise from a seed repeats and says that it is not private; from the system, neither', () => {
  const take = (noise: NoiseSource) => Array.from({ length: 5 }, noise.uint32);
  const seeded = () => seededNoise(Rng.fromSeed(7));
  expect(take(seeded())).toEqual(take(seeded()));
  expect(seeded().private).toBe(false);
  const noise = cryptographicNoise();
  expect(noise.private).toBe(true);
  const many = Array.from({ length: 40_000 }, noise.uint32);
  expect(new Set(many).size).toBeGreaterThan(39_900);
  expect(many.filter((value) => value >= 2 ** 31).length / 40_000).toBeCloseTo(0.5, 1);
  for (const limit of [1, 10, 2 ** 32, 2 ** 52 + 1]) {
    expect(noise.integer(limit)).toBeLessThan(limit);
  }
});

test.each([0, -1, NaN, 2 ** 81, 2 ** -21])('a variance of %d is refused', (variance) => {
  expect(() => discreteGaussian(cryptographicNoise(), variance)).toThrow('variance must be between');
});
