import type { AnyDataset } from '../../src/data/dataset';
import type { FederatedDataset } from '../../src/data/federatedDataset';
import { evaluateRound } from '../../src/simulation/evaluateRound';
import type { RoundEvaluation } from '../../src/simulation/evaluateRound';
import type { Metrics } from '../../src/training/metrics';

/** A test set by what a model is said to measure on it. */
const measured = new Map<AnyDataset, Metrics>();

/** Sums over targets and what is predicted for them. */
function testSet(targets: readonly number[], predictions: readonly number[]): AnyDataset {
  const sum = (of: (i: number) => number): number =>
    targets.reduce((total, _, i) => total + of(i), 0);
  const squared = sum((i) => (predictions[i] - targets[i]) ** 2);
  const set: AnyDataset = {
    features: new Float32Array(targets.length),
    shape: [1],
    targets: Float32Array.from(targets),
    targetNames: ['y'],
    size: targets.length,
  };
  measured.set(set, {
    ...{ examples: targets.length, lossSum: squared, correct: 0 },
    errors: {
      squared: [squared],
      absolute: [sum((i) => Math.abs(predictions[i] - targets[i]))],
      targets: [sum((i) => targets[i])],
      targetSquares: [sum((i) => targets[i] ** 2)],
    },
  });
  return set;
}

function evaluation(tests: readonly AnyDataset[], centralTest?: AnyDataset): RoundEvaluation {
  const clientIds = tests.map((_, i) => `${i}`);
  const client = (id: string) => ({ id, train: tests[Number(id)], test: tests[Number(id)] });
  return {
    algorithm: {} as RoundEvaluation['algorithm'],
    trainer: {
      async *evaluate(_: Float32Array, datasets: Iterable<AnyDataset>) {
        for (const dataset of datasets) yield await Promise.resolve(measured.get(dataset)!);
      },
    } as unknown as RoundEvaluation['trainer'],
    federated: { client, clientIds } as unknown as FederatedDataset<AnyDataset>,
    clientIds,
    ...(centralTest && { centralTest }),
  };
}

const state = { round: 1, parameters: new Float32Array(1) };

test('numbers: errors on the central examples, and over clients with the worst tenth', async () => {
  const clients = [testSet([1, 3], [2, 3]), testSet([0, 4], [2, 2]), testSet([2, 2], [2, 2])];
  const all = testSet([1, 3, 0, 4], [2, 3, 2, 2]);
  expect(await evaluateRound(evaluation(clients, all), state)).toEqual({
    testLoss: 9 / 4,
    testAccuracy: null,
    clientAccuracy: null,
    // Variation around 2: 1 + 1 + 4 + 4 = 10, of which 9 are left.
    testErrors: { mse: 9 / 4, mae: 5 / 4, r2: expect.closeTo(0.1, 12) as number },
    clientErrors: {
      // 1/2, 4 and 0
      mse: {
        mean: 1.5,
        worst10: 4,
        std: expect.closeTo(Math.sqrt((1 + 6.25 + 2.25) / 3), 12) as number,
      },
      // 1/2, 2 and 0
      mae: { mean: 2.5 / 3, worst10: 2, std: expect.any(Number) as number },
      // 1 − 1/2, 1 − 8/8, and 1 for a target that never varies and is met
      r2: { mean: 0.5, worst10: 0, std: expect.closeTo(Math.sqrt(0.5 / 3), 12) as number },
    },
  });
});

test('clients alone, none of which has an R²', async () => {
  const record = await evaluateRound(evaluation([testSet([2], [1])]), state);
  expect(record).toEqual({
    testLoss: null,
    testAccuracy: null,
    clientAccuracy: null,
    clientErrors: {
      mse: { mean: 1, worst10: 1, std: 0 },
      mae: { mean: 1, worst10: 1, std: 0 },
      r2: null,
    },
  });
});
