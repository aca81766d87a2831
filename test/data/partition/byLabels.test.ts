import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { byLabels } from '../../../src/data/partition/byLabels';

const balanced = (each: number): Uint8Array =>
  Uint8Array.from({ length: 10 * each }, (_, i) => i % 10);
const kindsOf = (part: Uint32Array, labels: Uint8Array): number[] =>
  [...new Set(Array.from(part, (index) => labels[index]))].sort((a, b) => a - b);

test('a disjoint cover, each client with exactly its labels, each label dealt evenly', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 12, max: 40 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(5),
      fc.nat(),
      (sizes, clients, more, seed) => {
        const labels = Uint8Array.from(
          sizes.flatMap((size, label) => Array<number>(size).fill(label)),
        );
        const labelsPerClient = 1 + (more % sizes.length);
        fc.pre(clients * labelsPerClient >= sizes.length);
        const options = { labelsPerClient };
        const partition = byLabels(labels, clients, Rng.fromSeed(seed), options);
        const all = partition.flatMap((part) => [...part]).sort((a, b) => a - b);
        expect(all).toEqual([...labels.keys()]);
        for (const part of partition) expect(kindsOf(part, labels)).toHaveLength(labelsPerClient);
        for (const label of sizes.keys()) {
          const shares = partition
            .map((part) => part.filter((index) => labels[index] === label).length)
            .filter((share) => share > 0);
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        }
        expect(byLabels(labels, clients, Rng.fromSeed(seed), options)).toEqual(partition);
      },
    ),
  );
});

test.each([1, 2, 3, 10])('balanced labels, %d per client: sizes are even', (labelsPerClient) => {
  const partition = byLabels(balanced(120), 20, Rng.fromSeed(1), { labelsPerClient });
  expect(new Set(partition.map((part) => part.length))).toEqual(new Set([60]));
});

test('a label with twice the examples has twice the clients', () => {
  const labels = Uint8Array.from([...Array<number>(60).fill(0), ...Array<number>(120).fill(1)]);
  const partition = byLabels(labels, 6, Rng.fromSeed(1), { labelsPerClient: 1 });
  expect(partition.map((part) => part.length)).toEqual([30, 30, 30, 30, 30, 30]);
  expect(partition.filter((part) => labels[part[0]] === 1)).toHaveLength(4);
});

test('the default is two labels, chosen by the seed', () => {
  const labels = balanced(100);
  const pairs = (seed: number): string[] =>
    byLabels(labels, 100, Rng.fromSeed(seed)).map((part) => kindsOf(part, labels).join());
  expect(pairs(1)).not.toEqual(pairs(2));
  // Of the 45 pairs most occur among 100 clients.
  expect(new Set(pairs(1)).size).toBeGreaterThan(25);
});

test('labels without a client, or with too few examples to share, are refused', () => {
  const rng = Rng.fromSeed(1);
  expect(() => byLabels(balanced(5), 4, rng)).toThrow(
    'clients × labelsPerClient must be at least 10, the number of labels, got 8',
  );
  expect(() => byLabels(Uint8Array.of(0, 1, 1, 1), 3, rng)).toThrow(
    'clients × labelsPerClient must be at most 4: some labels have fewer examples than clients, got 6',
  );
  expect(() => byLabels(balanced(5), 4, rng, { labelsPerClient: 11 })).toThrow(
    'labelsPerClient must be a whole number between 1 and 10, got 11',
  );
  expect(() => byLabels(balanced(1), 11, rng)).toThrow('clients must be at most 10');
});
