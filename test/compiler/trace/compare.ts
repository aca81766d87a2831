import * as tf from '@tensorflow/tfjs';
import { compileTraining } from '../../../src/compiler/trace/program';
import type {
  ExampleLoss,
  OptimizerSpec,
  StepModel,
  TrainingProgram,
} from '../../../src/compiler/trace/program';
import { makeDataset } from '../../../src/data/makeDataset';
import type { Dataset, ImageShape } from '../../../src/data/dataset';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import type { EagerModel } from '../../../src/training/eager/model';
import { trainStep } from '../../../src/training/eager/step';
import type { GradientTerms } from '../../../src/training/eager/step';
import { largestDifference, run } from './run';
import type { Feed } from './run';
import { imageKind } from '../../../src/training/exampleKind';

export const batchSize = 6;
export const rate = 0.1;
/** The seed of the first step; the next step's is one higher. */
export const firstSeed = 1234;

/** Images with noise inside and zeros at the borders, where windows of pools tie. */
export function images(shape: ImageShape, size = 20): Dataset {
  const [height, width, channels] = shape;
  const bytes = Uint8Array.from({ length: size * height * width * channels }, (_, i) => {
    const column = Math.floor(i / channels) % width;
    const row = Math.floor(i / channels / width) % height;
    const inside = row > 0 && row < height - 1 && column > 0 && column < width - 1;
    return inside || height === 1 ? Math.imul(i + 1, 0x9e3779b1) >>> 24 : 0;
  });
  const labels = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 3);
  return makeDataset(bytes, labels, shape, ['a', 'b', 'c']);
}

export function stepModel(eager: EagerModel, model?: tf.LayersModel): StepModel {
  return { ...eager, layers: model?.layers };
}

/** The inputs of steps that take the given examples; short steps are padded. */
export function feeds(
  eager: EagerModel,
  data: Dataset,
  steps: readonly (readonly number[])[],
  program?: TrainingProgram,
): Record<string, Feed> {
  const index = steps.flatMap((rows) => Array.from({ length: batchSize }, (_, i) => rows[i] ?? 0));
  const weight = steps.flatMap((rows) =>
    Array.from({ length: batchSize }, (_, i) =>
      i < rows.length ? (program?.scaled ? rate : 1) / rows.length : 0,
    ),
  );
  const size = data.labels.length;
  const all: Record<string, Feed> = {
    features: ['uint8', data.images, [size, data.images.length / size]],
    index: ['int32', index, [steps.length, batchSize]],
    targets: ['int32', index.map((i) => data.labels[i]), [steps.length, batchSize]],
    weight: ['float32', weight, [steps.length, batchSize, 1]],
    rate: ['float32', [rate], []],
    seed: ['uint32', steps.map((_, i) => firstSeed + i), [steps.length, 1]],
  };
  eager.variables.forEach((v, i) => {
    all[`w${i}`] = ['float32', v.dataSync(), v.shape];
  });
  for (const { input, shape, initial } of program?.slots ?? []) {
    const length = shape.reduce((a, b) => a * b, 1);
    all[input] = ['float32', new Array<number>(length).fill(initial), shape];
  }
  return all;
}

/** The inputs of the terms that are added to gradients. */
function termFeeds({ proximalMu, anchors, corrections = [] }: GradientTerms): Record<string, Feed> {
  const named = (letter: string, tensors: readonly tf.Tensor[]) =>
    tensors.map((t, i) => [`${letter}${i}`, ['float32', t.dataSync(), t.shape]] as const);
  return {
    proximal: ['float32', [proximalMu], []],
    ...Object.fromEntries([...named('a', anchors), ...named('c', corrections)]),
  };
}

/** The losses of a step's first rows, added up. */
export const lossSum = (losses: readonly number[], step: number, rows: number): number =>
  losses.slice(step * batchSize, step * batchSize + rows).reduce((a, b) => a + b);

export interface Comparison {
  readonly shape: ImageShape;
  readonly loss: ExampleLoss;
  /** The examples of each step. */
  readonly steps: readonly (readonly number[])[];
  readonly optimizer: OptimizerSpec;
  readonly eagerOptimizer: () => tf.Optimizer;
  /** For models whose variables are all trainable. */
  readonly terms?: GradientTerms;
  /** Called before each eager step. */
  readonly beforeEager?: (step: number) => void;
}

/** Each update rule, compiled and eager. */
export const optimizers: readonly (readonly [
  name: string,
  rules: Pick<Comparison, 'optimizer' | 'eagerOptimizer'>,
])[] = [
  ['sgd', { optimizer: { kind: 'sgd' }, eagerOptimizer: () => tf.train.sgd(rate) }],
  [
    'momentum',
    {
      optimizer: { kind: 'momentum', momentum: 0.9 },
      eagerOptimizer: () => tf.train.momentum(rate, 0.9),
    },
  ],
  [
    'adam',
    {
      optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      eagerOptimizer: () => tf.train.adam(rate, 0.9, 0.999, 1e-7),
    },
  ],
];

const plain: Comparison = {
  shape: [8, 7, 2],
  loss: softmaxCrossEntropy,
  steps: [[3, 1, 4, 11, 5, 9]],
  ...optimizers[0][1],
};

/** The largest difference of any variable after the same steps, compiled and eager. */
export async function compare(
  model: tf.LayersModel,
  changes: Partial<Comparison> = {},
): Promise<number> {
  const { shape, loss, steps, optimizer, eagerOptimizer, terms, beforeEager } = {
    ...plain,
    ...changes,
  };
  const data = images(shape);
  const eager = eagerModel(model);
  const before = values(eager);
  const tensors = tf.memory().numTensors;
  const program = compileTraining(stepModel(eager, model), loss, {
    examples: imageKind(shape),
    batchSize,
    optimizer,
    proximal: terms && terms.proximalMu > 0,
    correction: terms?.corrections !== undefined,
  });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(tf.getBackend()).toBe('cpu');
  expect(values(eager)).toEqual(before);
  const given = { ...feeds(eager, data, steps, program), ...(terms ? termFeeds(terms) : {}) };
  const results = await run(program.bytes, given);
  const rule = eagerOptimizer();
  const metrics = steps.map((rows, step) => {
    beforeEager?.(step);
    const client = { model: eager, loss, optimizer: rule, examples: data, terms };
    return trainStep(client, Uint32Array.from(rows));
  });
  rule.dispose();
  const expected = values(eager);
  restore(eager, before);
  metrics.forEach((m, i) => {
    expect(lossSum(results.losses, i, m.examples)).toBeCloseTo(m.lossSum, 4);
  });
  return Math.max(
    ...expected.map((after, i) => {
      const name = program.outputs[i];
      return largestDifference(name === undefined ? before[i] : results[name], after);
    }),
  );
}

export const values = (eager: EagerModel): Float32Array[] =>
  eager.variables.map((v) => v.dataSync().slice() as Float32Array);

export function restore(eager: EagerModel, before: readonly Float32Array[]): void {
  eager.variables.forEach((v, i) => {
    tf.tidy(() => {
      v.assign(tf.tensor(before[i], v.shape));
    });
  });
}
