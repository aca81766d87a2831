import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { makeDataset } from '../../../src/data/makeDataset';
import { dirichlet } from '../../../src/data/partition/dirichlet';
import {
  type Partition,
  byGroup,
  byShards,
  iid,
  quantitySkew,
} from '../../../src/data/partition/partition';

const sizesOf = (partition: Partition): number[] => partition.map((part) => part.length);
const labelsOf = (part: Uint32Array, labels: Uint8Array): number[] =>
  Array.from(part, (index) => labels[index]);
/** `each` examples of each of ten classes, the classes in turn. */
const balanced = (each: number): Uint8Array =>
  Uint8Array.from({ length: 10 * each }, (_, i) => i % 10);

function expectDisjointCover(partition: Partition, size: number): void {
  const all = partition.flatMap((part) => [...part]).sort((a, b) => a - b);
  expect(all).toEqual([...Array(size).keys()]);
}

const arbitraryLabels = fc.uint8Array({ min: 0, max: 5, minLength: 1, maxLength: 120 });
const partitioners = {
  iid,
  quantitySkew,
  'quantitySkew without spread': (labels, clients, rng) =>
    quantitySkew(labels, clients, rng, { sigma: 0 }),
  'dirichlet, alpha 1e-6': (labels, clients, rng) =>
    dirichlet(labels, clients, rng, { alpha: 1e-6 }),
  'dirichlet, alpha 0.3': (labels, clients, rng) => dirichlet(labels, clients, rng, { alpha: 0.3 }),
  'dirichlet, alpha 1e6': (labels, clients, rng) => dirichlet(labels, clients, rng, { alpha: 1e6 }),
} satisfies Record<string, (labels: Uint8Array, clients: number, rng: Rng) => Partition>;

test.each(Object.entries(partitioners))(
  '%s: a disjoint cover without empty clients, decided by the seed',
  (_, partitioner) => {
    fc.assert(
      fc.property(
        arbitraryLabels,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (labels, share, seed) => {
          const clients = 1 + Math.floor(share * (labels.length - 1));
          const partition = partitioner(labels, clients, Rng.fromSeed(seed));
          expect(partition).toHaveLength(clients);
          expect(Math.min(...sizesOf(partition))).toBeGreaterThan(0);
          expectDisjointCover(partition, labels.length);
          expect(partitioner(labels, clients, Rng.fromSeed(seed))).toEqual(partition);
        },
      ),
    );
    const labels = balanced(20);
    expect(partitioner(labels, 10, Rng.fromSeed(1))).not.toEqual(
      partitioner(labels, 10, Rng.fromSeed(2)),
    );
  },
);

test.each(Object.entries(partitioners))(
  '%s: too many or no clients are refused',
  (_, partitioner) => {
    const labels = balanced(1);
    expect(() => partitioner(labels, 11, Rng.fromSeed(1))).toThrow(
      'clients must be at most 10, the number of examples, got 11',
    );
    expect(() => partitioner(labels, 0, Rng.fromSeed(1))).toThrow(
      'clients must be a whole number of at least 1, got 0',
    );
    expect(() => partitioner(labels, 2.5, Rng.fromSeed(1))).toThrow('got 2.5');
  },
);

test('a dataset gives the same partition as its labels', () => {
  const labels = balanced(3);
  const names = Array.from({ length: 10 }, (_, i) => `${i}`);
  const dataset = makeDataset(new Uint8Array(30), labels, [1, 1, 1], names);
  expect(iid(dataset, 4, Rng.fromSeed(1))).toEqual(iid(labels, 4, Rng.fromSeed(1)));
  expect(byShards(dataset, 5, Rng.fromSeed(1))).toEqual(byShards(labels, 5, Rng.fromSeed(1)));
});

test('iid: sizes differ by at most one and labels are mixed', () => {
  expect(sizesOf(iid(new Uint8Array(11), 4, Rng.fromSeed(1)))).toEqual([3, 3, 3, 2]);
  const labels = balanced(1000).sort();
  for (const part of iid(labels, 10, Rng.fromSeed(1))) {
    const ofZero = labelsOf(part, labels).filter((label) => label === 0).length;
    // Hypergeometric: mean 100, variance 1000 × 0.1 × 0.9 × 9000 / 9999.
    expect(Math.abs(ofZero - 100)).toBeLessThan(4 * Math.sqrt(81));
  }
});

test('shards: equal sizes, and most clients see two labels', () => {
  const labels = balanced(1000);
  const partition = byShards(labels, 100, Rng.fromSeed(1));
  expectDisjointCover(partition, 10_000);
  expect(new Set(sizesOf(partition))).toEqual(new Set([100]));
  const distinct = partition.map((part) => new Set(labelsOf(part, labels)).size);
  expect(Math.max(...distinct)).toBe(2);
  // A client's two shards have one label with probability 19/199: 9.5 of 100 clients.
  expect(distinct.filter((count) => count === 1).length).toBeLessThan(22);
  expect(byShards(labels, 100, Rng.fromSeed(1))).toEqual(partition);
  expect(byShards(labels, 100, Rng.fromSeed(2))).not.toEqual(partition);
});

test('shards: one shard per client is a run of the sorted examples', () => {
  const partition = byShards(Uint8Array.of(1, 0, 1, 0), 2, Rng.fromSeed(1), { shardsPerClient: 1 });
  expect(partition.map((part) => [...part]).sort()).toEqual([
    [0, 2],
    [1, 3],
  ]);
});

test('shards that do not divide the examples are refused', () => {
  expect(() => byShards(balanced(100), 3, Rng.fromSeed(1))).toThrow(
    'clients × shardsPerClient must divide the 1000 examples into equal shards, got 6',
  );
  expect(() => byShards(balanced(1), 10, Rng.fromSeed(1))).toThrow('equal shards, got 20');
  expect(() => byShards(balanced(1), 10, Rng.fromSeed(1), { shardsPerClient: 0 })).toThrow(
    'shardsPerClient must be a whole number of at least 1, got 0',
  );
});

test('quantity skew: sizes differ, labels do not, and the minimum holds', () => {
  const labels = balanced(1000);
  const partition = quantitySkew(labels, 50, Rng.fromSeed(1), { minimum: 30 });
  const sizes = sizesOf(partition);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(30);
  expect(Math.max(...sizes)).toBeGreaterThan(5 * Math.min(...sizes));
  const largest = partition[sizes.indexOf(Math.max(...sizes))];
  const ofZero = labelsOf(largest, labels).filter((label) => label === 0).length;
  expect(Math.abs(ofZero - largest.length / 10)).toBeLessThan(4 * Math.sqrt(0.09 * largest.length));
  expect(() => quantitySkew(labels, 50, Rng.fromSeed(1), { sigma: -1 })).toThrow(
    'sigma must be between 0 and 10, got -1',
  );
  expect(() => quantitySkew(labels, 50, Rng.fromSeed(1), { minimum: 201 })).toThrow(
    'minimum must be at most 200 for 10000 examples in 50 parts, got 201',
  );
});

/** Mean over clients of the chance that two of a client's examples have the same label. */
function meanCollision(partition: Partition, labels: Uint8Array): number {
  const collisions = partition.map((part) => {
    const counts = Array<number>(10).fill(0);
    for (const label of labelsOf(part, labels)) counts[label]++;
    const pairs = counts.reduce((sum, count) => sum + count * (count - 1), 0);
    return pairs / (part.length * (part.length - 1));
  });
  return collisions.reduce((sum, x) => sum + x, 0) / collisions.length;
}

test.each([0.1, 1, 10, 1000])('Dirichlet: label skew matches alpha = %d', (alpha) => {
  // For q ~ Dir(alpha p), p = 0.1 each, the expected sum of q² is (1 + alpha / 10) / (1 + alpha). The
  // stock runs out for the last examples only, which bends this by a few per cent.
  const labels = balanced(5000);
  const partition = dirichlet(labels, 500, Rng.fromSeed(1), { alpha });
  const expected = (1 + alpha / 10) / (1 + alpha);
  expect(Math.abs(meanCollision(partition, labels) / expected - 1)).toBeLessThan(0.08);
});

test('Dirichlet: with the smallest alpha, each client has a single label as long as it lasts', () => {
  // Ten clients of 100 use up a label of 1000 exactly; of 70, the last one has 20 too few.
  const labels = balanced(1000);
  const kinds = (clients: number): number[] =>
    dirichlet(labels, clients, Rng.fromSeed(1), { alpha: 1e-6 }).map(
      (part) => new Set(labelsOf(part, labels)).size,
    );
  expect(kinds(100)).toEqual(Array<number>(100).fill(1));
  expect(kinds(143).filter((count) => count > 1).length).toBeLessThanOrEqual(10);
});

test('Dirichlet: exhausted labels distort clients anywhere, not only the last ones', () => {
  const labels = balanced(1000);
  const mixed = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
    dirichlet(labels, 143, Rng.fromSeed(seed), { alpha: 1e-6 }).flatMap((part, client) =>
      new Set(labelsOf(part, labels)).size > 1 ? [client] : [],
    ),
  );
  const mean = mixed.reduce((sum, client) => sum + client, 0) / mixed.length;
  // Uniform positions: mean 71, standard deviation 143 / √12.
  expect(Math.abs(mean - 71)).toBeLessThan((4 * 143) / Math.sqrt(12 * mixed.length));
});

test.each([0, -1, NaN, Infinity])('Dirichlet: alpha = %d is refused', (alpha) => {
  expect(() => dirichlet(balanced(1), 2, Rng.fromSeed(1), { alpha })).toThrow(
    `alpha must be between 0.000001 and 1000000, got ${alpha}`,
  );
});

test('groups are in the order of their values, members in their original order', () => {
  expect([...byGroup([7, 3, 7, 20, 3])].map(([group, part]) => [group, [...part]])).toEqual([
    [3, [1, 4]],
    [7, [0, 2]],
    [20, [3]],
  ]);
});
