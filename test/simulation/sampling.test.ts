import { Rng } from '../../src/core/rng';
import type { FederatedDataset } from '../../src/data/federatedDataset';
import { embeddedDigits } from '../../src/data/sources/embedded';
import {
  availabilityTrace,
  fixedSampling,
  poissonSampling,
  uniformSampling,
  weightedSampling,
} from '../../src/simulation/sampling';
import type { CohortSampler } from '../../src/simulation/sampling';

const digits = embeddedDigits();

/** The digits' clients, with other sizes. */
function withSizes(sizes: Record<string, number>): FederatedDataset {
  return {
    ...digits,
    clientIds: Object.keys(sizes),
    clientSize: (id) => ({ train: sizes[id], test: 0 }),
  };
}

const abc = withSizes({ a: 1, b: 2, c: 7 });

function draws(sampler: CohortSampler, federated: FederatedDataset, count: number): string[] {
  sampler.check(federated);
  const root = Rng.fromSeed(1);
  return Array.from({ length: count }, (_, i) =>
    sampler.draw(federated, i + 1, root.split('cohort', i + 1)).join(''),
  );
}

/** Pearson's statistic of counted outcomes against their probabilities. */
function chiSquare(outcomes: readonly string[], expected: Record<string, number>): number {
  const total = outcomes.length;
  return Object.entries(expected).reduce((sum, [outcome, probability]) => {
    const count = outcomes.filter((other) => other === outcome).length;
    return sum + (count - total * probability) ** 2 / (total * probability);
  }, 0);
}

test('uniform: every ordered pair is equally likely', () => {
  const pairs = ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'];
  const expected = Object.fromEntries(pairs.map((pair) => [pair, 1 / 6]));
  // 99.9 % quantile with 5 degrees of freedom
  expect(chiSquare(draws(uniformSampling(2), abc, 6000), expected)).toBeLessThan(20.5);
});

test('Poisson: each client independently, so that rounds differ in size and may be empty', () => {
  const q = 0.3;
  const sets = ['', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc'];
  const probability = (set: string): number => q ** set.length * (1 - q) ** (3 - set.length);
  const expected = Object.fromEntries(sets.map((set) => [set, probability(set)]));
  // 99.9 % quantile with 7 degrees of freedom
  expect(chiSquare(draws(poissonSampling(q), abc, 6000), expected)).toBeLessThan(24.4);
  expect(new Set(draws(poissonSampling(1), abc, 20))).toEqual(new Set(['abc']));
  expect(() => poissonSampling(0)).toThrow('rate must be > 0, got 0');
  expect(() => poissonSampling(1.1)).toThrow('rate must be between 0 and 1, got 1.1');
});

test('weighted: draw after draw in proportion to the examples', () => {
  // P(first) · P(second among the rest) with 1, 2 and 7 examples, by hand.
  const expected = {
    ab: (1 / 10) * (2 / 9),
    ac: (1 / 10) * (7 / 9),
    ba: (2 / 10) * (1 / 8),
    bc: (2 / 10) * (7 / 8),
    ca: (7 / 10) * (1 / 3),
    cb: (7 / 10) * (2 / 3),
  };
  expect(chiSquare(draws(weightedSampling(2), abc, 6000), expected)).toBeLessThan(20.5);
});

test('weighted: a client without examples is never drawn', () => {
  const some = withSizes({ a: 0, b: 3, c: 1 });
  expect(new Set(draws(weightedSampling(2), some, 200))).toEqual(new Set(['bc', 'cb']));
  expect(() => {
    weightedSampling(3).check(some);
  }).toThrow('count must be a whole number between 1 and 2, got 3');
});

test('availability: only available clients, and all of them if they are few', () => {
  const trace = { a: [1, [3, 4]], b: [[2, 3]], c: [3] } as const;
  const sampler = availabilityTrace(2, trace);
  const drawn = draws(sampler, abc, 5);
  expect([drawn[0], drawn[1], drawn[3], drawn[4]]).toEqual(['a', 'b', 'a', '']);
  expect(drawn[2]).toHaveLength(2);
});

test('availability: the trace repeats after its period', () => {
  const drawn = draws(availabilityTrace(2, { a: [1], c: [[2, 3]] }, { period: 4 }), abc, 9);
  expect(drawn).toEqual(['a', 'c', 'c', '', 'a', 'c', 'c', '', 'a']);
});

test('availability: each available client is drawn equally often', () => {
  const always = { a: [[1, 9999]], b: [[1, 9999]], c: [[1, 9999]] } as const;
  const expected = { a: 1 / 3, b: 1 / 3, c: 1 / 3 };
  // 99.9 % quantile with 2 degrees of freedom
  expect(chiSquare(draws(availabilityTrace(1, always), abc, 3000), expected)).toBeLessThan(13.8);
});

test('a draw depends only on the round’s stream', () => {
  for (const sampler of [uniformSampling(10), weightedSampling(10)]) {
    const draw = (seed: number) => sampler.draw(digits, 3, Rng.fromSeed(seed).split('cohort', 3));
    expect(new Set(draw(1)).size).toBe(10);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  }
});

test('refused: counts, unknown clients and invalid rounds', () => {
  const check = (sampler: CohortSampler) => () => {
    sampler.check(digits);
  };
  expect(check(uniformSampling(101))).toThrow('between 1 and 100, got 101');
  expect(check(uniformSampling(1.5))).toThrow('between 1 and 100, got 1.5');
  expect(check(availabilityTrace(1, { zoe: [1] }))).toThrow(
    'trace must name clients of mnist-package only, got "zoe"',
  );
  expect(() => availabilityTrace(0, {})).toThrow('count must be a whole number of at least 1');
  expect(() => availabilityTrace(1, { a: [0] })).toThrow('trace of a must be a whole number');
  expect(() => availabilityTrace(1, { a: [[3, 2]] })).toThrow('of at least 3, got 2');
  expect(() => availabilityTrace(1, { a: [5] }, { period: 4 })).toThrow('between 1 and 4, got 5');
  expect(() => availabilityTrace(1, {}, { period: 0 })).toThrow('period must be a whole number');
});

test('a fixed cohort is the same in every round and holds known clients once', () => {
  expect(draws(fixedSampling(['c', 'a']), abc, 3)).toEqual(['ca', 'ca', 'ca']);
  for (const ids of [[], ['a', 'a'], ['a', 'd']]) {
    expect(() => {
      fixedSampling(ids).check(abc);
    }).toThrow(/^ids must hold different clients of mnist-package, at least one, got /);
  }
});
