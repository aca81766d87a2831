import fc from 'fast-check';
import { Rng } from '../../../src/core/rng';
import { type DirichletOptions, dirichlet } from '../../../src/data/partition/dirichlet';
import { partitionLabels } from '../../../src/data/partition/labelTable';
import type { Partition } from '../../../src/data/partition/partition';

const classNames = Array.from({ length: 10 }, (_, i) => `${i}`);
const balanced = (each: number): Uint8Array =>
  Uint8Array.from({ length: 10 * each }, (_, i) => i % 10);
const countsOf = (labels: Uint8Array, partition: Partition): readonly Uint32Array[] =>
  partitionLabels({ labels, classNames }, partition).counts;
const sizesOf = (partition: Partition): number[] => partition.map((part) => part.length);

const forms: Omit<DirichletOptions, 'alpha'>[] = [{ sizes: 'drawn' }, { sizes: 'balanced' }];

describe.each(forms)('%j', (form) => {
  test('a disjoint cover with the minimum, determined by the seed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 0, max: 5, minLength: 1, maxLength: 150 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1e-6, 0.01, 0.5, 10, 1e6),
        fc.nat(),
        (labels, clientShare, minimumShare, alpha, seed) => {
          const clients = 1 + Math.floor(clientShare * (labels.length - 1));
          const minimum = Math.max(1, Math.floor((minimumShare * labels.length) / clients));
          const options = { ...form, alpha, minimum };
          const partition = dirichlet(labels, clients, Rng.fromSeed(seed), options);
          expect(partition).toHaveLength(clients);
          expect(Math.min(...sizesOf(partition))).toBeGreaterThanOrEqual(minimum);
          const all = partition.flatMap((part) => [...part]).sort((a, b) => a - b);
          expect(all).toEqual([...labels.keys()]);
          expect(dirichlet(labels, clients, Rng.fromSeed(seed), options)).toEqual(partition);
        },
      ),
    );
    const labels = balanced(20);
    expect(dirichlet(labels, 10, Rng.fromSeed(1), { ...form, alpha: 1 })).not.toEqual(
      dirichlet(labels, 10, Rng.fromSeed(2), { ...form, alpha: 1 }),
    );
  });

  test('a large alpha gives each client the overall distribution', () => {
    const labels = balanced(100);
    const partition = dirichlet(labels, 10, Rng.fromSeed(1), { ...form, alpha: 1e6 });
    for (const row of countsOf(labels, partition)) {
      for (const count of row) expect(Math.abs(count - 10)).toBeLessThanOrEqual(1);
    }
  });

  test('the smallest alpha gives each label to one client', () => {
    const labels = balanced(50);
    const options = { ...form, alpha: 1e-6 };
    const counts = countsOf(labels, dirichlet(labels, 4, Rng.fromSeed(3), options));
    for (const label of classNames.keys()) {
      const owners = counts.filter((row) => row[label] >= 40);
      expect(owners).toHaveLength(1);
    }
  });

  test('a minimum above the mean is refused', () => {
    expect(() =>
      dirichlet(balanced(1), 3, Rng.fromSeed(1), { ...form, alpha: 1, minimum: 4 }),
    ).toThrow('minimum must be at most 3 for 10 examples in 3 parts, got 4');
  });
});

test.each([0.1, 1, 10])('drawn: shares have the moments of Dir(alpha), alpha = %d', (alpha) => {
  // A share p of Dir(alpha, …, alpha) of K clients has mean 1/K and variance
  // (1/K)(1 - 1/K) / (K alpha + 1). 400 labels' worth of draws.
  const [clients, each] = [8, 2000];
  const labels = balanced(each);
  const shares = Array.from({ length: 40 }, (_, seed) =>
    countsOf(labels, dirichlet(labels, clients, Rng.fromSeed(seed), { alpha, sizes: 'drawn' })),
  ).flatMap((counts) => counts.flatMap((row) => Array.from(row, (count) => count / each)));
  const variance =
    shares.reduce((sum, share) => sum + (share - 1 / clients) ** 2, 0) / shares.length;
  const expected = ((1 / clients) * (1 - 1 / clients)) / (clients * alpha + 1);
  expect(Math.abs(variance / expected - 1)).toBeLessThan(0.15);
});

test('balanced: a client with an even share gets nothing more, so sizes vary less than with drawn', () => {
  const labels = balanced(1000);
  const widest = (sizes: 'drawn' | 'balanced'): number[] =>
    Array.from({ length: 20 }, (_, seed) =>
      Math.max(...sizesOf(dirichlet(labels, 20, Rng.fromSeed(seed), { alpha: 0.3, sizes }))),
    );
  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
  // Just below its even share of 500, a client may get one more label of 1000.
  expect(Math.max(...widest('balanced'))).toBeLessThan(1500);
  expect(mean(widest('balanced'))).toBeLessThan(0.95 * mean(widest('drawn')));
});

test('a client below the minimum gets one label of the largest client', () => {
  // With alpha 1e-6 one client has all 30 of the single label; the other two are given 5 each.
  const options = { alpha: 1e-6, sizes: 'drawn', minimum: 5 } as const;
  const sizes = sizesOf(dirichlet(new Uint8Array(30), 3, Rng.fromSeed(1), options));
  expect(sizes.sort((a, b) => a - b)).toEqual([5, 5, 20]);
  // With many labels, a client that got none has a single one afterwards.
  const labels = balanced(100);
  const partition = dirichlet(labels, 50, Rng.fromSeed(1), { ...options, minimum: 10 });
  const kinds = countsOf(labels, partition).map((row) => row.filter((count) => count > 0).length);
  expect(kinds.filter((count) => count === 1).length).toBeGreaterThan(40);
});

test('unknown sizes, and a minimum above the mean, are refused', () => {
  const wrong = { alpha: 1, sizes: 'equal' } as unknown as DirichletOptions;
  expect(() => dirichlet(balanced(1), 2, Rng.fromSeed(1), wrong)).toThrow(
    'sizes must be one of even, drawn, balanced, got "equal"',
  );
  expect(() => dirichlet(balanced(1), 3, Rng.fromSeed(1), { alpha: 1, minimum: 4 })).toThrow(
    'minimum must be at most 3 for 10 examples in 3 parts, got 4',
  );
});
