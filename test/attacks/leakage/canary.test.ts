import * as tf from '@tensorflow/tfjs';
import { canaryScore, canaryUpdate, epsilonLowerBound } from '../../../src/attacks/leakage/canary';
import type { CanaryScores } from '../../../src/attacks/leakage/canary';
import { Rng } from '../../../src/core/rng';
import { useBackend } from '../../../src/models/backend';
import { privacyAccountant } from '../../../src/privacy/accountant';
import { differentialPrivacy } from '../../../src/privacy/differentialPrivacy';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { localEpsilon, localNoise } from '../../../src/privacy/localNoise';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { CustomModel } from '../../../src/training/eager/model';
import { clientMoment } from '../../support/clientMoment';
import { stripes } from '../../support/digits';
import { scriptedTrainer } from '../../support/scriptedTrainer';
import { collect, taskOf } from '../../support/trainers';

/** Softmax regression on the mean of each row of an image, which is where the classes differ. */
const rowModel = (): CustomModel => ({
  variables: { kernel: tf.zeros([12, 10]), bias: tf.zeros([10]) },
  logits: ({ kernel, bias }, images) =>
    tf.add(tf.matMul(images.reshape([-1, 12, 12]).mean(2), kernel), bias),
});

/** What the clients of a few rounds really send. */
async function trainedRounds(): Promise<Float32Array[][]> {
  await useBackend('cpu');
  const trainer = eagerTrainer(rowModel());
  const parameters = trainer.initialParameters();
  const rounds: Float32Array[][] = [];
  for (let round = 0; round < 3; round++) {
    const tasks = [1, 2, 3, 4].map((k) => taskOf(20, 10 * round + k));
    const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 1 };
    const updates = (await collect(trainer.train(parameters, tasks, plan))).map(
      ({ update }) => update,
    );
    for (const update of updates) update.forEach((value, i) => (parameters[i] += value / 4));
    rounds.push(updates);
  }
  return rounds;
}

const norm = 0.5;
const size = 130;
const canary = canaryUpdate(size, norm, Rng.fromSeed(1));

/** Runs the rounds many times, the canary's client among the others or not, with new noise. */
async function scores(
  rounds: readonly (readonly Float32Array[])[],
  noiseMultiplier: number,
  trials: number,
): Promise<CanaryScores> {
  const names = rounds[0].map((_, k) => `client-${k}`);
  const train = stripes(1, 1);
  const privacy = differentialPrivacy({
    ...{ clip: norm, noiseMultiplier, noise: 'seeded', delta: 1e-3 },
    ...{ clients: 10, clientsPerRound: 5 },
  });
  const run = async (present: boolean, rng: Rng): Promise<number> => {
    const trainer = scriptedTrainer({
      start: new Array<number>(size).fill(0),
      update: (id, round) => Array.from(rounds[round][names.indexOf(id)] ?? canary),
    });
    const plan = { localEpochs: 1, batchSize: 10, clientLearningRate: 1 };
    const algorithm = fedAvg({ trainer, rng, ...plan, ...privacy });
    const cohort = [...names, ...(present ? ['canary'] : [])].map((id) => ({
      ...{ id, train, test: train },
    }));
    let state = algorithm.initialize();
    for (let round = 0; round < rounds.length; round++) {
      ({ state } = await algorithm.next(state, cohort));
    }
    // All that the rounds added to the model, which began as zeros: their sum is the last model.
    return canaryScore([state.parameters], canary);
  };
  const many = async (present: boolean): Promise<number[]> => {
    const found: number[] = [];
    for (let i = 0; i < trials; i++) {
      const rng = Rng.fromSeed(2).split(`${noiseMultiplier}`, present ? 1 : 0, i);
      found.push(await run(present, rng));
    }
    return found;
  };
  return { present: await many(true), absent: await many(false) };
}

test('an attack on a trained model stays below the accountant’s ε, and finds noise that is too small', async () => {
  const [noiseMultiplier, delta] = [3, 1e-3];
  const sampling = { kind: 'poisson', rate: 1 } as const;
  const claimed = privacyAccountant({ noiseMultiplier, sampling }).epsilon(3, delta);
  const rounds = await trainedRounds();
  const honest = epsilonLowerBound(await scores(rounds, noiseMultiplier, 400), { delta });
  const broken = epsilonLowerBound(await scores(rounds, noiseMultiplier / 4, 250), { delta });
  // The attack is worth something, …
  expect(honest).toBeGreaterThan(claimed / 8);
  expect(honest).toBeLessThan(claimed);
  // … and a claim with a quarter of the noise is refuted.
  expect(broken).toBeGreaterThan(claimed);
});

test('local noise: a server that knows two possible updates tells them apart no better than claimed', () => {
  const [noiseMultiplier, delta] = [2, 1e-2];
  const transform = localNoise({ clip: norm, noiseMultiplier, noise: 'seeded' });
  const trials = (sign: number, rng: Rng): number[] =>
    Array.from({ length: 500 }, (_, i) => {
      const update = canary.map((value) => 3 * sign * value);
      transform.client!(update, { ...clientMoment(size), rng: rng.split(i) });
      return canaryScore([update], canary);
    });
  const scored = { present: trials(1, Rng.fromSeed(3)), absent: trials(-1, Rng.fromSeed(4)) };
  const found = epsilonLowerBound(scored, { delta });
  const claimed = localEpsilon({ noiseMultiplier, rounds: 1, delta });
  expect(found).toBeGreaterThan(claimed / 8);
  expect(found).toBeLessThan(claimed);
});

test('a canary has the norm, and its score is its part in the steps', () => {
  expect(Math.hypot(...canary)).toBeCloseTo(norm, 6);
  expect(canaryScore([canary, canary], canary)).toBeCloseTo(2, 6);
  expect(canaryScore([Float32Array.of(3, 4)], Float32Array.of(2, 0))).toBe(1.5);
  expect(canaryScore([], canary)).toBe(0);
  expect(() => canaryScore([Float32Array.of(1)], canary)).toThrow(
    'steps must hold 130 numbers each, got 1',
  );
});

test('scores without overlap give the most that so many runs can, equal ones nothing', () => {
  const many = (value: number) => Array.from({ length: 1000 }, () => value);
  // Of 500 in each half none is wrong: at most 1 − 0.025^(1/500) are.
  const most = Math.log((0.025 ** (1 / 500) - 0.01) / (1 - 0.025 ** (1 / 500)));
  const apart = { present: many(1), absent: many(0) };
  expect(epsilonLowerBound(apart, { delta: 0.01 })).toBeCloseTo(most, 6);
  expect(epsilonLowerBound({ present: many(1), absent: many(1) }, { delta: 0.01 })).toBe(0);
});

test.each([
  [{ present: [1], absent: [1] }, { delta: 0.1 }, 'present must hold at least 10 scores, got 1'],
  [
    { present: Array<number>(10).fill(1), absent: Array<number>(10).fill(NaN) },
    { delta: 0.1 },
    'absent must hold numbers, got NaN',
  ],
])('%j is refused', (given, options, message) => {
  expect(() => epsilonLowerBound(given, options)).toThrow(message);
});
