import { Rng } from '../../src/core/rng';
import { embeddedDigits } from '../../src/data/sources/embedded';
import { sampleCohort } from '../../src/simulation/cohort';

const digits = embeddedDigits();
const ids = (count: number, seed: number): string[] =>
  sampleCohort(digits, count, Rng.fromSeed(seed)).map(({ id }) => id);

test('a cohort holds different clients, the same ones for the same seed', () => {
  expect(new Set(ids(10, 1)).size).toBe(10);
  expect(ids(10, 1)).toEqual(ids(10, 1));
  expect(ids(10, 1)).not.toEqual(ids(10, 2));
  expect(ids(100, 1).sort()).toEqual([...digits.clientIds]);
});

test('each client is drawn as often as any other', () => {
  const drawn = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed++) {
    for (const id of ids(5, seed)) drawn.set(id, (drawn.get(id) ?? 0) + 1);
  }
  const expected = (2000 * 5) / 100;
  const counts = digits.clientIds.map((id) => drawn.get(id) ?? 0);
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(149); // 99.9 % quantile with 99 degrees of freedom
});

test('a cohort of no clients, or of more than there are, is refused', () => {
  expect(() => ids(0, 1)).toThrow('count must be a whole number between 1 and 100, got 0');
  expect(() => ids(101, 1)).toThrow('count must be a whole number between 1 and 100, got 101');
});
