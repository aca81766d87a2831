import { Rng } from '../../src/core/rng';

const draws = (rng: Rng, count: number, draw: (rng: Rng) => number): number[] =>
  Array.from({ length: count }, () => draw(rng));
const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

test('equal seeds give equal numbers, different seeds different ones', () => {
  const first = draws(Rng.fromSeed(7), 5, (rng) => rng.uint32());
  expect(draws(Rng.fromSeed(7), 5, (rng) => rng.uint32())).toEqual(first);
  expect(draws(Rng.fromSeed(8), 5, (rng) => rng.uint32())).not.toEqual(first);
});

test('a child stream does not depend on earlier draws and does not advance its parent', () => {
  const fresh = Rng.fromSeed(1);
  const used = Rng.fromSeed(1);
  draws(used, 10, (rng) => rng.uint32());
  expect(used.split('round', 3).uint32()).toBe(fresh.split('round', 3).uint32());
  expect(fresh.uint32()).toBe(Rng.fromSeed(1).uint32());
});

test('labels are kept separate: ("a", 1) is not ("a1")', () => {
  const root = Rng.fromSeed(1);
  const values = [root.split('a', 1), root.split('a1'), root.split('a').split(1), root].map((rng) =>
    rng.uint32(),
  );
  expect(new Set(values).size).toBe(4);
});

test('uniform, normal and gamma have the right moments', () => {
  const n = 40_000;
  const uniform = draws(Rng.fromSeed(2), n, (rng) => rng.uniform());
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...uniform)).toBeLessThan(1);
  expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
  const normal = draws(Rng.fromSeed(3), n, (rng) => rng.normal());
  expect(Math.abs(mean(normal))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  for (const shape of [0.3, 2.5]) {
    const gamma = draws(Rng.fromSeed(4), n, (rng) => rng.gamma(shape));
    const average = mean(gamma);
    const variance = mean(gamma.map((x) => (x - average) ** 2));
    expect(Math.abs(average - shape)).toBeLessThan(4 * Math.sqrt(shape / n));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(4 * Math.sqrt((2 + 6 / shape) / n));
  }
});

test('whole numbers below a limit are equally likely', () => {
  const counts = new Array<number>(7).fill(0);
  const rng = Rng.fromSeed(5);
  for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquare).toBeLessThan(22.5); // 99.9 % quantile with 6 degrees of freedom
});

test('a permutation holds every index once, a sample holds no item twice', () => {
  const rng = Rng.fromSeed(6);
  expect([...rng.permutation(100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  expect(new Set(rng.sample([...Array(50).keys()], 20)).size).toBe(20);
});

test('arguments out of range are refused with their name, rule and value', () => {
  expect(() => Rng.fromSeed(-1)).toThrow('seed must be a whole number of at least 0, got -1');
  expect(() => Rng.fromSeed(1).integer(0)).toThrow('limit must be a whole number between 1 and');
  expect(() => Rng.fromSeed(1).gamma(0)).toThrow('shape must be > 0, got 0');
  expect(() => Rng.fromSeed(1).sample(['a'], 2)).toThrow(
    'count must be a whole number between 0 and 1, got 2',
  );
});
