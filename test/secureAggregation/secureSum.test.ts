import { Rng } from '../../src/core/rng';
import { secureSum } from '../../src/secureAggregation/secureSum';
import { federatedStatistics } from '../../src/tables/federated/statistics';
import type { Table } from '../../src/tables/table';

test('whole numbers are exact, others are off by at most half a step for each client', () => {
  const vectors = [
    Float64Array.of(5, -7, 0.3),
    Float64Array.of(6, 2, 0.3),
    Float64Array.of(7, 1, 0.3),
  ];
  const [a, b, c] = secureSum({ fractionBits: 4 })(vectors);
  expect([a, b]).toEqual([18, -4]);
  // 0.3 is rounded to 5/16.
  expect(c).toBe(15 / 16);
  expect(Math.abs(c - 0.9)).toBeLessThanOrEqual(3 * 2 ** -5);
});

test('federated statistics under masks are the plain ones to the stated error', async () => {
  const rng = Rng.fromSeed(1);
  const clients = Array.from({ length: 4 }, (): Table => {
    const values = Float64Array.from({ length: 25 }, () => 20 + 60 * rng.uniform());
    const codes = Int32Array.from(values, () => rng.integer(3) - 1);
    return {
      ...{ source: 'made-up', rows: 25 },
      columns: [
        { kind: 'number', name: 'age', values },
        { kind: 'category', name: 'sex', codes, categories: ['f', 'm'] },
      ],
    };
  });
  const options = { features: ['age', 'sex'], bounds: { age: [0, 100] as const }, bins: 4 };
  const plain = await federatedStatistics(clients, options);
  const secure = await federatedStatistics(clients, { ...options, sum: secureSum() });
  expect(secure.features[1]).toEqual(plain.features[1]);
  const [masked, open] = [secure, plain].map(({ features }) => features[0]);
  if (masked.kind !== 'number' || open.kind !== 'number') throw new Error('expected numbers');
  expect(masked.histogram).toEqual(open.histogram);
  // 4 clients · 2^−13 in a sum over 100 rows of ages in hundreds; the variance has one sum more.
  const error = (4 * 2 ** -13 * 100) / 100;
  expect(Math.abs(masked.mean - open.mean)).toBeLessThanOrEqual(error);
  expect(Math.abs(masked.variance - open.variance)).toBeLessThanOrEqual(100 * error + error ** 2);
  expect(secure.reveals).toEqual(['Each client names its categories of "sex".']);
});

test('sums that protect nobody or would wrap around are refused', () => {
  expect(() => secureSum()([Float64Array.of(1)])).toThrow('vectors must be at least 2');
  expect(() => secureSum({ fractionBits: 25 })).toThrow('fractionBits must be a whole number');
  const large = [Float64Array.of(2 ** 18), Float64Array.of(0)];
  expect(() => secureSum()(large)).toThrow('vectors must hold numbers below 262144 for 2 clients');
  expect(() => secureSum()([Float64Array.of(NaN), large[1]])).toThrow('got NaN');
});
