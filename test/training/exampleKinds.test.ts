import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import { makeExamples } from '../../src/data/makeDataset';
import type { AnyDataset } from '../../src/data/dataset';
import { useBackend } from '../../src/models/backend';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import {
  binaryCrossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  sigmoidCrossEntropy,
} from '../../src/training/eager/loss';
import type { Loss } from '../../src/training/eager/loss';
import type { TrainableModel } from '../../src/training/eager/model';
import { federatedEvaluation } from '../../src/training/federatedEvaluation';
import { regressionErrors } from '../../src/training/metrics';
import { predictClasses } from '../../src/training/predictClasses';
import type { TrainingPlan } from '../../src/training/plan';
import { collect, endingWithTheTest, largestDifference, trainAll } from '../support/trainers';

const ending = endingWithTheTest();
const size = 23;

beforeAll(async () => {
  await useBackend('cpu');
});

const normals = (seed: number, length: number): Float32Array => {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from({ length }, () => rng.normal());
};
const classes = (count: number) => ({
  labels: Uint8Array.from({ length: size }, (_, i) => (i * 7) % count),
  classNames: Array.from({ length: count }, (_, i) => `class ${i}`),
});
const numbers = (count: number) => ({
  targets: normals(2, size * count),
  targetNames: Array.from({ length: count }, (_, i) => `target ${i}`),
});
const rows = { features: normals(1, size * 5), shape: [5] };
const grids = { features: normals(3, size * 4 * 4 * 2), shape: [4, 4, 2] };
const tokens = {
  features: Int32Array.from({ length: size * 6 }, (_, i) => (i * i) % 11),
  shape: [6],
};
const bytes = {
  images: Uint8Array.from({ length: size * 9 }, (_, i) => (i * 37) % 256),
  shape: [3, 3, 1] as const,
};

const dense = (inputShape: number[], units: number, activation?: 'sigmoid'): tf.LayersModel =>
  tf.sequential({
    layers: [
      inputShape.length === 1
        ? tf.layers.inputLayer({ inputShape })
        : tf.layers.flatten({ inputShape }),
      tf.layers.dense({ units: 7, activation: 'tanh' }),
      tf.layers.dense({ units, ...(activation && { activation }) }),
    ],
  });
const embedding = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 6 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
const convolution = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 2, inputShape: [4, 4, 2], activation: 'relu' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });

type Case = readonly [string, AnyDataset, () => TrainableModel, Loss?];
const cases: readonly Case[] = [
  ['rows, three classes', makeExamples({ ...rows, ...classes(3) }), () => dense([5], 3)],
  ['rows, two classes, one logit', makeExamples({ ...rows, ...classes(2) }), () => dense([5], 1)],
  [
    'rows, two classes, one probability',
    makeExamples({ ...rows, ...classes(2) }),
    () => dense([5], 1, 'sigmoid'),
  ],
  [
    'rows, two classes, sigmoid cross-entropy',
    makeExamples({ ...rows, ...classes(2) }),
    () => dense([5], 1),
    sigmoidCrossEntropy,
  ],
  [
    'rows, two classes, binary cross-entropy of each',
    makeExamples({ ...rows, ...classes(2) }),
    () => dense([5], 2, 'sigmoid'),
    binaryCrossEntropy,
  ],
  ['rows, a number', makeExamples({ ...rows, ...numbers(1) }), () => dense([5], 1)],
  [
    'rows, three numbers',
    makeExamples({ ...rows, ...numbers(3) }),
    () => dense([5], 3),
    meanSquaredError,
  ],
  [
    'rows, absolute error',
    makeExamples({ ...rows, ...numbers(2) }),
    () => dense([5], 2),
    meanAbsoluteError,
  ],
  [
    'rows, Huber',
    makeExamples({ ...rows, ...numbers(2) }),
    () => dense([5], 2),
    huber({ delta: 0.5 }),
  ],
  ['grids, three classes', makeExamples({ ...grids, ...classes(3) }), convolution],
  ['tokens, three classes', makeExamples({ ...tokens, ...classes(3) }), embedding],
  ['tokens, numbers', makeExamples({ ...tokens, ...numbers(3) }), embedding],
  ['images, two numbers', makeExamples({ ...bytes, ...numbers(2) }), () => dense([3, 3, 1], 2)],
];

const named = cases.map(([name, examples, model, loss]) => ({ name, examples, model, loss }));

describe.each(named)('$name', ({ examples, model, loss }) => {
  const trainers = () => {
    const made = model();
    return [
      ending(compiledTrainer(made, { workers: 1, engine: 'node', ...(loss && { loss }) })),
      ending(eagerTrainer(made, loss && { loss })),
    ] as const;
  };
  const plan: TrainingPlan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 };
  const task = { clientId: 'a', examples, rng: Rng.fromSeed(1) };

  test('both engines agree after one step and after many', async () => {
    const [compiled, eager] = trainers();
    for (const [steps, bound] of [
      [plan, 1e-6],
      [{ ...plan, batchSize: 5, localEpochs: 3 }, 1e-5],
    ] as const) {
      const [mine] = await trainAll(compiled, [task], steps);
      const [reference] = await trainAll(eager, [task], steps);
      expect(largestDifference(mine.update, reference.update)).toBeLessThanOrEqual(bound);
      expect(Math.max(...reference.update.map(Math.abs))).toBeGreaterThan(1e-3);
      expect(mine.training.lossSum / reference.training.lossSum).toBeCloseTo(1, 5);
      expect(mine.training.correct).toBe(reference.training.correct);
    }
  });

  test('both engines agree on metrics and predictions', async () => {
    const [compiled, eager] = trainers();
    const parameters = compiled.initialParameters();
    const [mine] = await collect(compiled.evaluate(parameters, [examples]));
    const [reference] = await collect(eager.evaluate(parameters, [examples]));
    expect(mine.lossSum).toBeCloseTo(reference.lossSum, 4);
    expect(mine.correct).toBe(reference.correct);
    const outputs = await eager.predict(parameters, examples);
    expect(largestDifference(await compiled.predict(parameters, examples), outputs)).toBeLessThan(
      1e-5,
    );
    if ('labels' in examples) {
      const predicted = await predictClasses(compiled, parameters, examples);
      const correct = predicted.filter((label, i) => label === examples.labels[i]).length;
      expect(reference.correct).toBe(correct);
      return;
    }
    const { targets, targetNames } = examples;
    const errors = outputs.map((output, i) => output - targets[i]);
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const column = (values: Float32Array, k: number) =>
      [...values].filter((_, i) => i % targetNames.length === k);
    const r2 = targetNames.map((_, k) => {
      const middle = mean(column(targets, k));
      const squares = column(errors, k).map((error) => error ** 2);
      return 1 - mean(squares) / mean(column(targets, k).map((target) => (target - middle) ** 2));
    });
    const scores = regressionErrors(mine)!;
    expect(scores.mse).toBeCloseTo(mean([...errors].map((error) => error ** 2)), 5);
    expect(scores.mae).toBeCloseTo(mean([...errors].map(Math.abs)), 5);
    expect(scores.r2).toBeCloseTo(mean(r2), 4);
    const { accuracy, regression } = await federatedEvaluation(eager, parameters, [examples]);
    expect(accuracy).toBeNaN();
    expect(regression!.r2).toBeCloseTo(mean(r2), 4);
  });
});

test('each example’s gradient is clipped on its own, whatever the examples are', async () => {
  const examples = makeExamples({ ...rows, ...numbers(2) });
  const model = dense([5], 2);
  const plan: TrainingPlan = {
    localEpochs: 1,
    batchSize: 8,
    clientLearningRate: 0.1,
    examplePrivacy: { clip: 0.3, noiseMultiplier: 0 },
  };
  const task = { clientId: 'a', examples, rng: Rng.fromSeed(1) };
  const [mine] = await trainAll(ending(compiledTrainer(model, { workers: 1 })), [task], plan);
  const [reference] = await trainAll(ending(eagerTrainer(model)), [task], plan);
  expect(largestDifference(mine.update, reference.update)).toBeLessThan(1e-6);
});

test('outputs that do not fit the targets are refused by both engines', async () => {
  const plan: TrainingPlan = { localEpochs: 1, batchSize: 8, clientLearningRate: 0.1 };
  const refusal = async (
    model: tf.LayersModel,
    examples: AnyDataset,
    rule: string,
    loss?: Loss,
  ) => {
    for (const trainer of [
      ending(compiledTrainer(model, { workers: 1, ...(loss && { loss }) })),
      ending(eagerTrainer(model, loss && { loss })),
    ]) {
      const task = { clientId: 'a', examples, rng: Rng.fromSeed(1) };
      await expect(trainAll(trainer, [task], plan)).rejects.toThrow(rule);
    }
  };
  const three = makeExamples({ ...rows, ...classes(3) });
  await refusal(
    dense([5], 1),
    three,
    'model must have an output for each of 3 classes, got "1 output"',
  );
  const two = makeExamples({ ...rows, ...numbers(2) });
  await refusal(
    dense([5], 3),
    two,
    'model must have an output for each of 2 numbers to predict, got "3 outputs"',
  );
  await refusal(dense([4], 2), two, 'dataset.shape must be the model’s input, [4], got "[5]"');
});
