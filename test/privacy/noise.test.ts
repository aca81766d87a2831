import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng';
import { cryptographicNoise, seededNoise } from '../../src/core/noise';
import { discreteGaussian } from '../../src/privacy/discreteGaussian';
import { exactBernoulli, rational } from '../../src/privacy/exactBernoulli';
import type { NoiseSource } from '../../src/core/noise';
import { root } from '../support/setup';
import { runSource } from '../support/sourceProgram';

interface Law {
  readonly sigma: number;
  /** The law's own standard deviation. */
  readonly expected: number;
  readonly whole: boolean;
  readonly deviation: number;
  readonly kolmogorovSmirnov: number;
}

test('a million numbers have the deviation and the law that they should', async () => {
  const program = join(root, 'test/privacy/noiseLaws.cjs');
  const output = await runSource(readFileSync(program, 'utf8'));
  const { normal, vector, discrete } = JSON.parse(output) as Record<
    'normal' | 'vector' | 'discrete',
    Law[]
  >;
  expect(normal.map(({ sigma }) => sigma)).toEqual([0.3, 2.5, 40]);
  expect(discrete.map(({ sigma }) => sigma)).toEqual([0.7, 3.5, 1234.5]);
  for (const law of [...normal, ...vector, ...discrete]) {
    expect(Math.abs(law.deviation / law.expected - 1)).toBeLessThan(0.005);
    // Kolmogorov's distribution is beyond it once in a hundred times.
    expect(law.kolmogorovSmirnov).toBeLessThan(1.63);
  }
  for (const { sigma, expected, whole } of discrete) {
    expect(whole).toBe(true);
    if (sigma >= 1) expect(Math.abs(expected / sigma - 1)).toBeLessThan(1e-6);
  }
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
  const take = (noise: NoiseSource) => Array.from({ length: 5 }, () => noise.uint32());
  const seeded = () => seededNoise(Rng.fromSeed(7));
  expect(take(seeded())).toEqual(take(seeded()));
  expect(seeded().private).toBe(false);
  const noise = cryptographicNoise();
  expect(noise.private).toBe(true);
  const many = Array.from({ length: 40_000 }, () => noise.uint32());
  expect(new Set(many).size).toBeGreaterThan(39_900);
  expect(many.filter((value) => value >= 2 ** 31).length / 40_000).toBeCloseTo(0.5, 1);
  for (const limit of [1, 10, 2 ** 32, 2 ** 52 + 1]) {
    expect(noise.integer(limit)).toBeLessThan(limit);
  }
});

test.each([0, -1, NaN, 2 ** 81, 2 ** -21])('a variance of %d is refused', (variance) => {
  expect(() => discreteGaussian(cryptographicNoise(), variance)).toThrow(
    'variance must be between',
  );
});
