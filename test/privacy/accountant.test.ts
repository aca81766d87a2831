import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { privacyAccountant } from '../../src/privacy/accountant';
import type { PrivateMechanism } from '../../src/privacy/accountant';
import { calibrateCohort, calibrateNoise, calibrateRounds } from '../../src/privacy/calibrate';
import { logErfc } from '../../src/privacy/logarithms';

type Row = readonly number[];

/** What dp-accounting 0.4.3 says; privacyReference.py wrote it. */
const reference = JSON.parse(
  readFileSync(join(__dirname, '../support/privacyReference.json'), 'utf8'),
) as Record<'poisson' | 'deltas' | 'fixedSize' | 'fixedSizeExact', readonly Row[]>;

const known = new Map<string, ReturnType<typeof privacyAccountant>>();

/** Made once for each mechanism. */
function accountant(mechanism: PrivateMechanism): ReturnType<typeof privacyAccountant> {
  const key = JSON.stringify(mechanism);
  const made = known.get(key) ?? privacyAccountant(mechanism);
  known.set(key, made);
  return made;
}

const poisson = (noiseMultiplier: number, rate: number) =>
  accountant({ noiseMultiplier, sampling: { kind: 'poisson', rate } });

/** dp-accounting's noise multiplier is over what one replaced client moves: twice the clipping norm. */
const fixedSize = (noise: number, count: number, clients: number) =>
  accountant({ noiseMultiplier: 2 * noise, sampling: { kind: 'fixedSize', count, clients } });

/** The largest difference, relative or, for values below 1e-3, absolute. */
const largest = (pairs: readonly (readonly [ours: number, theirs: number])[]): number =>
  Math.max(...pairs.map(([a, b]) => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(b), 1e-3))));

test('ε of Poisson samples is that of dp-accounting at 441 points', () => {
  const pairs = reference.poisson.map(
    ([noise, rate, rounds, delta, epsilon]) =>
      [poisson(noise, rate).epsilon(rounds, delta), epsilon] as const,
  );
  expect(pairs.length).toBe(441);
  expect(largest(pairs)).toBeLessThan(1e-6);
});

test('so is δ, its logarithm too', () => {
  const rows = reference.deltas.filter(([, , , , delta]) => delta > 1e-300);
  const pairs = rows.map(([noise, rate, rounds, epsilon, delta]) => {
    const ours = poisson(noise, rate).delta(rounds, epsilon);
    return [Math.log(ours), Math.log(delta)] as const;
  });
  expect(pairs.length).toBeGreaterThan(200);
  expect(largest(pairs)).toBeLessThan(1e-6);
});

test('so is ε of samples of fixed size; where its differences cancel, of a copy that counts in 400 digits', () => {
  const rows = [...reference.fixedSize, ...reference.fixedSizeExact];
  const pairs = rows.map(
    ([noise, count, clients, rounds, delta, epsilon]) =>
      [fixedSize(noise, count, clients).epsilon(rounds, delta), epsilon] as const,
  );
  expect(pairs.length).toBe(128);
  expect(largest(pairs)).toBeLessThan(1e-6);
});

test('everybody in each round, no noise, no rounds', () => {
  const all = accountant({
    noiseMultiplier: 2,
    sampling: { kind: 'fixedSize', count: 9, clients: 9 },
  });
  expect(all.epsilon(10, 1e-5)).toBe(poisson(2, 1).epsilon(10, 1e-5));
  const open = poisson(0, 0.1);
  expect(open.epsilon(1, 1e-5)).toBe(Infinity);
  expect(open.delta(1, 100)).toBe(1);
  expect(open.epsilon(0, 1e-5)).toBe(0);
  expect(open.delta(0, 0)).toBe(0);
});

test('ε grows with rounds and rate and falls with noise', () => {
  const of = (noise: number, rate: number, rounds: number) =>
    poisson(noise, rate).epsilon(rounds, 1e-6);
  expect(of(1, 0.05, 200)).toBeGreaterThan(of(1, 0.05, 100));
  expect(of(1, 0.06, 100)).toBeGreaterThan(of(1, 0.05, 100));
  expect(of(1.1, 0.05, 100)).toBeLessThan(of(1, 0.05, 100));
});

test('a federation of 3,383 clients needs 120 a round, as TensorFlow Federated’s tutorial says', () => {
  const target = { epsilon: 2, delta: 1e-5 };
  const task = { ...target, clients: 3383, rounds: 100, noisePerClient: 0.01 };
  expect(calibrateCohort(task)).toBe(120);
  const of = (count: number) => poisson(0.01 * count, count / 3383).epsilon(100, 1e-5);
  expect(of(120)).toBeLessThanOrEqual(2);
  expect(of(119)).toBeGreaterThan(2);
  expect(calibrateCohort({ ...task, epsilon: 0.01 })).toBeUndefined();
});

test('noise and rounds for a target are the least and the most that reach it', () => {
  const sampling = { kind: 'poisson', rate: 0.05 } as const;
  const target = { epsilon: 3, delta: 1e-5, sampling };
  const noiseMultiplier = calibrateNoise({ ...target, rounds: 60 });
  const epsilon = poisson(noiseMultiplier, 0.05).epsilon(60, 1e-5);
  expect(epsilon).toBeLessThanOrEqual(3);
  expect(epsilon).toBeGreaterThan(3 * 0.998);
  const rounds = calibrateRounds({ ...target, noiseMultiplier });
  expect(rounds).toBeGreaterThanOrEqual(60);
  const of = (count: number) => poisson(noiseMultiplier, 0.05).epsilon(count, 1e-5);
  expect([of(rounds) <= 3, of(rounds + 1) <= 3]).toEqual([true, false]);
  expect(calibrateRounds({ ...target, noiseMultiplier: 0 })).toBe(0);
});

test('the tail of the normal distribution', () => {
  // from scipy.special import log_ndtr
  // [math.log(2) + log_ndtr(-x * 2**.5) for x in (-5, -0.5, 0, 0.3, 1.9, 2, 2.5, 8, 200)]
  const cases = [
    [-5, 0.6931471805591766],
    [-0.5, 0.4190391477755596],
    [0, 0],
    [0.3, -0.39843005144008525],
    [1.9, -4.93234586278027],
    [2, -5.36494126461664],
    [2.5, -7.806815272727267],
    [8, -66.65947197080519],
    [200, -40005.8706948091],
  ];
  for (const [x, log] of cases) {
    expect(Math.abs(logErfc(x) - log)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(log)));
  }
});

test.each([
  [
    { noiseMultiplier: -1, sampling: { kind: 'poisson', rate: 0.1 } },
    'noiseMultiplier must be >= 0',
  ],
  [{ noiseMultiplier: 1, sampling: { kind: 'poisson', rate: 0 } }, 'rate must be > 0'],
  [{ noiseMultiplier: 1, sampling: { kind: 'poisson', rate: 2 } }, 'rate must be between 0 and 1'],
  [
    { noiseMultiplier: 1, sampling: { kind: 'fixedSize', count: 4, clients: 3 } },
    'count must be a whole number between 1 and 3',
  ],
] as const)('%p is refused', (mechanism, message) => {
  expect(() => privacyAccountant(mechanism)).toThrow(message);
});

test.each([0, 1, -1, NaN])('a δ of %p is refused', (delta) => {
  expect(() => poisson(1, 0.05).epsilon(1, delta)).toThrow('delta must be > 0 and < 1');
});
