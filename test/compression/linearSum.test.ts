import { coordinateMedian } from '../../src/aggregation/coordinateMedian';
import { mean } from '../../src/aggregation/mean';
import type { Aggregator } from '../../src/aggregation/aggregator';
import { commonPositions } from '../../src/compression/commonPositions';
import { commonRotation } from '../../src/compression/commonRotation';
import { Rng } from '../../src/core/rng';
import { quantizer } from '../../src/secureAggregation/quantize';
import { secureAggregation } from '../../src/secureAggregation/secureAggregation';

const cohort = ['ann', 'ben', 'eve', 'kim'];
const size = 1000;
const vectors = cohort.map((id) => {
  const rng = Rng.fromSeed(id.length + id.charCodeAt(0));
  const vector = Float32Array.from({ length: size }, () => rng.normal() / 1000);
  vector[7] = 1; // one number is far larger than all others
  return vector;
});

function sum(aggregator: Aggregator, seed = 1) {
  const rng = Rng.fromSeed(seed);
  const round = aggregator.begin({ size, round: 1, cohort, rng });
  vectors.forEach((vector, k) => {
    round.add(vector, 1, cohort[k]);
  });
  return { aggregate: round.result()!, report: round.report?.() };
}

const exact = Float64Array.from({ length: size }, (_, i) =>
  vectors.reduce((total, vector) => total + vector[i] / vectors.length, 0),
);

test('a rotation comes back; random positions hold their numbers, the others 0', () => {
  const { aggregate: turned } = sum(commonRotation(mean()));
  turned.forEach((value, i) => {
    expect(value).toBeCloseTo(exact[i], 7);
  });
  const options = { share: 0.25, unbiased: false };
  const { aggregate: some } = sum(commonPositions(mean(), options));
  expect(some.filter((value) => value !== 0)).toHaveLength(250);
  some.forEach((value, i) => {
    if (value !== 0) expect(value).toBeCloseTo(exact[i], 7);
  });
  const { aggregate: scaled } = sum(commonPositions(mean(), { share: 0.25 }));
  some.forEach((value, i) => {
    expect(scaled[i]).toBeCloseTo(4 * value, 6);
  });
  expect(sum(commonPositions(mean(), options), 2).aggregate).not.toEqual(some);
});

test('the masked sum is exactly the sum of the codes', () => {
  const codes: Float32Array[] = [];
  /** Adds up what the quantizer of secure aggregation makes of what it gets, without any masks. */
  const inTheClear: Aggregator = {
    kind: 'sum',
    begin({ size: numbers, rng }) {
      const grid = quantizer({ range: 0.1, bits: 6 });
      const total = new Float64Array(numbers);
      return {
        add(vector, _, id) {
          const integers = new Int32Array(numbers);
          codes.push(vector.slice());
          grid.encode(vector, integers, rng.split('rounding', id));
          integers.forEach((value, i) => (total[i] += value));
        },
        result: () => Float32Array.from(total, (value) => value * (grid.step / cohort.length)),
      };
    },
  };
  const masked = secureAggregation({ range: 0.1, bits: 6 });
  for (const wrap of [
    commonRotation,
    (inner: Aggregator) => commonPositions(inner, { share: 0.1 }),
  ]) {
    expect([...sum(wrap(masked)).aggregate]).toEqual([...sum(wrap(inTheClear)).aggregate]);
  }
  expect(codes.map(({ length }) => length)).toEqual([size, size, size, size, 100, 100, 100, 100]);
});

test('the protocol’s bytes shrink with the numbers and their bits; errors shrink with a rotation', () => {
  const whole = sum(secureAggregation({ range: 1, bits: 16 }));
  const six = sum(secureAggregation({ range: 1, bits: 6 }));
  const few = sum(commonPositions(secureAggregation({ range: 1, bits: 16 }), { share: 0.1 }));
  // 4 clients: moduli of 24 bits for 16, of 8 for 6.
  expect(whole.report!.bytesUp - six.report!.bytesUp).toBe(4 * size * 2);
  expect(whole.report!.bytesUp - few.report!.bytesUp).toBe(4 * (size - 100) * 3);
  const turned = sum(commonRotation(secureAggregation({ range: 0.2, bits: 6 })));
  expect(turned.report!.bytesUp).toBe(six.report!.bytesUp);
  expect(turned.report!.measures['secure/clipped']).toBe(0);
  const error = ({ aggregate }: typeof six) =>
    aggregate.reduce((total, value, i) => total + (value - exact[i]) ** 2, 0);
  expect(error(turned)).toBeLessThan(error(six) / 4);
});

test('only sums are maps of sums', () => {
  expect(() => commonRotation(coordinateMedian())).toThrow('aggregator must be a sum');
  expect(() => commonPositions(coordinateMedian(), { share: 0.1 })).toThrow('must be a sum');
  for (const share of [0, 1, NaN]) {
    expect(() => commonPositions(mean(), { share })).toThrow('share must be above 0 and below 1');
  }
});
