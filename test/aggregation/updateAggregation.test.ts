import type { Aggregator } from '../../src/aggregation/aggregator';
import { krum } from '../../src/aggregation/krum';
import { mean } from '../../src/aggregation/mean';
import { UpdateAggregation } from '../../src/aggregation/updateAggregation';
import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';

const spec = parameterSpec([
  { name: 'kernel', shape: [1] },
  { name: 'moving_variance', shape: [1], trained: false },
]);
const cohort = ['ann', 'ben', 'eve'];
const round = { round: 1, cohort, rng: Rng.fromSeed(1) };

test('a rule of single updates takes a client’s statistics with its weights, unscaled', () => {
  const aggregation = new UpdateAggregation(krum({ attackers: 0 }), spec, round, true);
  // Scaled, the kernels are 6, 7 and 9; of the two that are as close the first is taken.
  aggregation.add(Float32Array.of(2, 0.1), 'ann', { weight: 1, factor: 3 });
  aggregation.add(Float32Array.of(14, 0.2), 'ben', { weight: 1, factor: 0.5 });
  aggregation.add(Float32Array.of(3, 0.3), 'eve', { weight: 1, factor: 3 });
  expect(Array.from(aggregation.result()!)).toEqual(Array.from(Float32Array.of(6, 0.1)));
  expect(aggregation.rejected()).toEqual(['ben', 'eve']);
  aggregation.dispose();
});

test('a sum of statistics of its own keeps vectors under names of its own', () => {
  const kept = new Map<string, number>();
  const keeping: Aggregator = {
    ...mean(),
    begin(at) {
      at.keep!('sum', new Float32Array(at.size));
      expect(at.slot!('sum')).toBeUndefined();
      return mean().begin(at);
    },
  };
  const slots = {
    slot: () => undefined,
    keep: (name: string, { length }: Float32Array) => {
      kept.set(name, length);
    },
  };
  new UpdateAggregation(keeping, spec, { ...round, ...slots }, true).dispose();
  expect(Object.fromEntries(kept)).toEqual({ sum: 2, 'sum.statistics': 1 });
});
