import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { byLabels } from '../../../src/data/partition/byLabels';
import { dirichlet } from '../../../src/data/partition/dirichlet';
import { partitionLabels } from '../../../src/data/partition/labelTable';
import { namedPartition, partitionNames } from '../../../src/data/partition/namedPartition';
import { byGroup, byShards, iid, quantitySkew } from '../../../src/data/partition/partition';
import { quantileBins } from '../../../src/data/partition/quantileBins';

const rng = () => Rng.fromSeed(3);
const normal = rng().split('targets');
const numbers = Float32Array.from({ length: 600 }, () => 4000 + 800 * normal.normal());

test.each(partitionNames)('%s by a number: a disjoint cover without empty clients', (name) => {
  const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 24, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 12 }), fc.nat(), (targets, clients, seed) => {
      const spread = Float64Array.from(targets, (value, i) => (i < 12 ? i : value / 2));
      const divide = () =>
        namedPartition(name, spread, clients, Rng.fromSeed(seed), { alpha: 0.1 });
      // By labels, two for each client, there must be a client for each bin and an example for each place.
      const bins = [...byGroup(quantileBins(spread).labels).values()];
      const most = bins.reduce((sum, { length }) => sum + Math.min(clients, length), 0);
      if (name === 'labels' && (bins.length > 2 * clients || most < 2 * clients)) {
        expect(divide).toThrow('clients × labelsPerClient must be at ');
        return;
      }
      const partition = divide();
      expect(partition).toHaveLength(clients);
      expect(partition.every(({ length }) => length > 0)).toBe(true);
      const all = partition.flatMap((part) => [...part]).sort((a, b) => a - b);
      expect(all).toEqual([...spread.keys()]);
      expect(divide()).toEqual(partition);
    }),
    { numRuns: 25 },
  );
});

test('a number’s quantile bins are its labels; a dataset with one number is its numbers', () => {
  const dataset = { targets: numbers, targetNames: ['body mass in g'] };
  const { labels } = quantileBins(numbers, 5);
  const options = { alpha: 0.2, sizes: 'drawn' } as const;
  const wanted = dirichlet(labels, 6, rng(), options);
  expect(dirichlet(numbers, 6, rng(), { ...options, bins: 5 })).toEqual(wanted);
  const settings = { alpha: 0.2, dirichletSizes: 'drawn', targetBins: 5 } as const;
  expect(namedPartition('dirichlet', dataset, 6, rng(), settings)).toEqual(wanted);
  expect(byLabels(dataset, 6, rng(), { bins: 5 })).toEqual(byLabels(labels, 6, rng()));
  expect(byLabels(dataset, 6, rng())).toEqual(byLabels(quantileBins(numbers).labels, 6, rng()));
});

test('sorted shards are runs of the number, of sizes that differ by at most one', () => {
  const values = Float64Array.of(0.3, 2, -1, 0.3, 9, 5, 7);
  const partition = byShards(values, 3, rng(), { shardsPerClient: 1 });
  // Sorted: −1, 0.3, 0.3, 2, 5, 7, 9; the equal ones in the order of their positions.
  const runs = partition.map((part) => [...part]).sort((a, b) => values[a[0]] - values[b[0]]);
  expect(runs).toEqual([
    [2, 0, 3],
    [1, 5],
    [6, 4],
  ]);
});

test('a smaller alpha makes clients differ more in the number, and a label table shows it', () => {
  const bins = quantileBins(numbers, 4);
  const largest = (alpha: number): number => {
    const partition = dirichlet(numbers, 10, rng(), { alpha, bins: 4 });
    const { counts, classNames } = partitionLabels(bins, partition);
    expect(classNames).toHaveLength(4);
    const shares = counts.map((row) => Math.max(...row) / 60);
    return shares.reduce((sum, share) => sum + share, 0) / 10;
  };
  expect(largest(0.1)).toBeGreaterThan(0.7);
  expect(largest(1e6)).toBeLessThan(0.4);
});

test('several numbers divide by size alone; what has no effect or no meaning is refused', () => {
  const two = { targets: numbers, targetNames: ['x', 'y'] };
  expect(iid(two, 4, rng())).toEqual(iid(new Uint8Array(300), 4, rng()));
  expect(quantitySkew(two, 4, rng()).flatMap((part) => [...part])).toHaveLength(300);
  expect(() => byShards(two, 4, rng())).toThrow('data must have one number to predict');
  expect(() => dirichlet(two, 4, rng(), { alpha: 1 })).toThrow('must have one number to predict');
  const labels = new Uint8Array(20);
  expect(() => dirichlet(labels, 4, rng(), { alpha: 1, bins: 5 })).toThrow(
    'bins must be left out: the examples have classes, got 5',
  );
  expect(() => byShards(Float64Array.of(1, NaN), 1, rng())).toThrow('targets[1] must be finite');
  expect(() => byShards(Float64Array.of(1, 2, 3), 2, rng())).toThrow(
    'clients × shardsPerClient must be at most 3, the number of examples, got 4',
  );
});
