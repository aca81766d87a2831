import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { range } from '../../../src/compiler/graph/shape';
import { compileEvaluation, compileTraining } from '../../../src/compiler/trace/program';
import type {
  ExampleLoss,
  OptimizerSpec,
  StepModel,
  TrainingProgram,
} from '../../../src/compiler/trace/program';
import { makeDataset } from '../../../src/data/dataset';
import type { Dataset, ImageShape } from '../../../src/data/dataset';
import {
  crossEntropy,
  meanSquaredError,
  softmaxCrossEntropy,
} from '../../../src/training/eagerLoss';
import { eagerModel } from '../../../src/training/eagerModel';
import { measureBatch, predictBatch, trainStep } from '../../../src/training/eagerStep';
import type { EagerModel } from '../../../src/training/eagerModel';
import { largestDifference, run } from './run';
import type { Feed } from './run';

const batchSize = 6;
const rate = 0.1;

/** Images with noise inside and zeros at the borders, where windows of pools tie. */
function images(shape: ImageShape, size = 20): Dataset {
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

function stepModel(eager: EagerModel, model?: tf.LayersModel): StepModel {
  return { ...eager, layers: model?.layers };
}

const values = (eager: EagerModel): Float32Array[] =>
  eager.variables.map((v) => v.dataSync().slice() as Float32Array);

function restore(eager: EagerModel, before: readonly Float32Array[]): void {
  eager.variables.forEach((v, i) => {
    tf.tidy(() => {
      v.assign(tf.tensor(before[i], v.shape));
    });
  });
}

/** The inputs of steps that take the given examples; short steps are padded. */
function feeds(
  eager: EagerModel,
  data: Dataset,
  steps: readonly (readonly number[])[],
  program?: TrainingProgram,
): Record<string, Feed> {
  const index = steps.flatMap((rows) => Array.from({ length: batchSize }, (_, i) => rows[i] ?? 0));
  const weight = steps.flatMap((rows) =>
    Array.from({ length: batchSize }, (_, i) => (i < rows.length ? 1 / rows.length : 0)),
  );
  const size = data.labels.length;
  const all: Record<string, Feed> = {
    images: ['uint8', data.images, [size, data.images.length / size]],
    labels: ['int32', data.labels, [size]],
    index: ['int32', index, [steps.length, batchSize]],
    weight: ['float32', weight, [steps.length, batchSize]],
    rate: ['float32', [rate], []],
    seed: ['uint32', steps.map((_, i) => 1234 + i), [steps.length, 1]],
  };
  eager.variables.forEach((v, i) => {
    all[`w${i}`] = ['float32', v.dataSync(), v.shape];
    all[`a${i}`] = all[`w${i}`];
  });
  return program ? { ...all, ...slotFeeds(program) } : all;
}

function slotFeeds({ slots }: TrainingProgram): Record<string, Feed> {
  return Object.fromEntries(
    slots.map(({ input, shape, initial }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [input, ['float32', new Array<number>(length).fill(initial), shape]];
    }),
  );
}

interface Comparison {
  readonly shape: ImageShape;
  readonly loss: ExampleLoss;
  readonly steps: readonly (readonly number[])[];
  readonly optimizer: OptimizerSpec;
  readonly eagerOptimizer: () => tf.Optimizer;
}

const plain: Comparison = {
  shape: [8, 7, 2],
  loss: softmaxCrossEntropy,
  steps: [[3, 1, 4, 11, 5, 9]],
  optimizer: { kind: 'sgd' },
  eagerOptimizer: () => tf.train.sgd(rate),
};

/** The largest difference of any variable after the same steps, compiled and eager. */
async function compare(model: tf.LayersModel, changes: Partial<Comparison> = {}): Promise<number> {
  const { shape, loss, steps, optimizer, eagerOptimizer } = { ...plain, ...changes };
  const data = images(shape);
  const eager = eagerModel(model);
  const before = values(eager);
  const tensors = tf.memory().numTensors;
  const options = { imageShape: shape, batchSize, optimizer };
  const program = compileTraining(stepModel(eager, model), loss, options);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(tf.getBackend()).toBe('cpu');
  expect(values(eager)).toEqual(before);
  const results = await run(program.bytes, feeds(eager, data, steps, program));
  const rule = eagerOptimizer();
  const metrics = steps.map((rows) => trainStep(eager, loss, rule, data, Uint32Array.from(rows)));
  rule.dispose();
  const expected = values(eager);
  restore(eager, before);
  metrics.forEach((m, i) => {
    expect(results.loss[i]).toBeCloseTo(m.lossSum / m.examples, 5);
    expect(results.correct[i]).toBe(m.correct);
  });
  return Math.max(
    ...expected.map((after, i) => {
      const name = program.outputs[i];
      return largestDifference(name === undefined ? before[i] : results[name], after);
    }),
  );
}

let seed = 0;
const init = () => tf.initializers.glorotUniform({ seed: ++seed });

function sequential(...layers: ((first: object) => tf.layers.Layer)[]): tf.LayersModel {
  const model = tf.sequential();
  layers.forEach((layer, i) => {
    model.add(layer(i === 0 ? { inputShape: [8, 7, 2] } : {}));
  });
  return model;
}

const dense =
  (units = 3, more: object = {}) =>
  (first: object) =>
    tf.layers.dense({
      units,
      kernelInitializer: init(),
      biasInitializer: init1(),
      ...first,
      ...more,
    });
const init1 = () => tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1, seed: ++seed });
const flatten = (first: object) => tf.layers.flatten({ ...first });
const conv = (more: object) => (first: object) =>
  tf.layers.conv2d({ filters: 5, kernelSize: 3, kernelInitializer: init(), ...first, ...more });
const tail = [flatten, dense()];

const layers: Record<string, () => tf.LayersModel> = {
  dense: () => sequential(...tail),
  'dense, two': () => sequential(flatten, dense(8, { activation: 'relu' }), dense()),
  'dense with a penalty': () =>
    sequential(flatten, dense(3, { kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) })),
  'conv2d valid': () => sequential(conv({ activation: 'relu' }), ...tail),
  'conv2d same, strides': () =>
    sequential(conv({ padding: 'same', strides: 2 }), conv({ padding: 'same' }), ...tail),
  'conv2d and max pool': () =>
    sequential(
      conv({ activation: 'relu' }),
      () => tf.layers.maxPooling2d({ poolSize: 2 }),
      ...tail,
    ),
  'max pool with ties': () =>
    sequential(
      (first) => tf.layers.maxPooling2d({ poolSize: 2, ...first }),
      conv({ kernelSize: 2 }),
      ...tail,
    ),
  'overlapping max pool': () =>
    sequential(conv({}), () => tf.layers.maxPooling2d({ poolSize: 3, strides: 1 }), ...tail),
  'max pool same': () =>
    sequential(
      conv({}),
      () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      ...tail,
    ),
  'average pool': () =>
    sequential(conv({}), () => tf.layers.averagePooling2d({ poolSize: 2 }), ...tail),
  'average pool same': () =>
    sequential(
      conv({}),
      () => tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      ...tail,
    ),
  'global average pool': () =>
    sequential(conv({}), () => tf.layers.globalAveragePooling2d({}), dense()),
  'global max pool': () => sequential(conv({}), () => tf.layers.globalMaxPooling2d({}), dense()),
  depthwise: () =>
    sequential(
      (first) =>
        tf.layers.depthwiseConv2d({
          kernelSize: 3,
          depthMultiplier: 2,
          depthwiseInitializer: init(),
          ...first,
        }),
      ...tail,
    ),
  separable: () =>
    sequential(
      (first) =>
        tf.layers.separableConv2d({
          kernelSize: 3,
          filters: 4,
          depthwiseInitializer: init(),
          pointwiseInitializer: init(),
          ...first,
        }),
      ...tail,
    ),
  reshape: () =>
    sequential((first) => tf.layers.reshape({ targetShape: [56, 2], ...first }), dense(4), ...tail),
  'batch normalisation': () =>
    sequential(conv({}), () => tf.layers.batchNormalization({}), ...tail),
  'layer normalisation': () => sequential(flatten, () => tf.layers.layerNormalization({}), dense()),
  'dropout of nothing': () => sequential(flatten, () => tf.layers.dropout({ rate: 0 }), dense()),
  lstm: () => sequential(rows, recurrent('lstm'), dense()),
  gru: () => sequential(rows, recurrent('gru'), dense()),
  'simple rnn': () => sequential(rows, recurrent('simpleRNN'), dense()),
};

const rows = (first: object) => tf.layers.reshape({ targetShape: [8, 14], ...first });
const recurrent = (kind: 'lstm' | 'gru' | 'simpleRNN') => () =>
  tf.layers[kind]({
    units: 5,
    kernelInitializer: init(),
    recurrentInitializer: init(),
  });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('one step from equal weights', () => {
  test.each(Object.entries(layers))('%s', async (name, make) => {
    const model = make();
    const full = await compare(model);
    expect(full).toBeLessThanOrEqual(1e-6);
    if (name !== 'batch normalisation') {
      expect(await compare(model, { steps: [[2, 7, 1, 8]] })).toBeLessThanOrEqual(1e-6);
    }
    model.dispose();
  });

  test.each([
    'relu',
    'relu6',
    'elu',
    'selu',
    'sigmoid',
    'tanh',
    'softplus',
    'softsign',
    'hardSigmoid',
    'swish',
    'mish',
    'linear',
    'softmax',
  ])('activation %s', async (activation) => {
    const model = sequential(flatten, dense(6, { activation }), dense());
    expect(await compare(model)).toBeLessThanOrEqual(1e-6);
  });

  test('embedding', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [1, 4, 1] }),
        tf.layers.embedding({ inputDim: 3, outputDim: 4, embeddingsInitializer: init() }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, kernelInitializer: init() }),
      ],
    });
    expect(await compare(model, { shape: [1, 4, 1] })).toBeLessThanOrEqual(1e-6);
  });

  test.each([
    ['cross-entropy of probabilities', crossEntropy],
    ['mean squared error', meanSquaredError],
  ])('%s', async (_, loss) => {
    const model = sequential(flatten, dense(3, { activation: 'softmax' }));
    expect(await compare(model, { loss, steps: [[1, 2, 3]] })).toBeLessThanOrEqual(1e-6);
  });
});

test('random architectures', async () => {
  const layer = fc.oneof(
    fc.record({
      kind: fc.constant('conv' as const),
      strides: fc.constantFrom(1, 2),
      same: fc.boolean(),
      filters: fc.integer({ min: 1, max: 6 }),
    }),
    fc.record({
      kind: fc.constant('max' as const),
      strides: fc.constantFrom(1, 2),
      same: fc.boolean(),
      filters: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant('average' as const),
      strides: fc.constantFrom(1, 2),
      same: fc.boolean(),
      filters: fc.constant(0),
    }),
  );
  const architecture = fc.record({
    layers: fc.array(layer, { maxLength: 3 }),
    activation: fc.constantFrom('tanh', 'sigmoid', 'elu'),
    rows: fc.integer({ min: 1, max: batchSize }),
  });
  await fc.assert(
    fc.asyncProperty(architecture, async ({ layers: list, activation, rows: used }) => {
      const made = list.map(({ kind, strides, same, filters }) => (first: object) => {
        const window = {
          strides,
          padding: same ? ('same' as const) : ('valid' as const),
          ...first,
        };
        if (kind === 'conv') return conv({ ...window, filters, activation, kernelSize: 2 })({});
        const pool = kind === 'max' ? tf.layers.maxPooling2d : tf.layers.averagePooling2d;
        return pool({ poolSize: 2, ...window });
      });
      const model = sequential(...made, ...tail);
      const difference = await compare(model, { steps: [range(used)] });
      model.dispose();
      expect(difference).toBeLessThanOrEqual(1e-6);
    }),
    { numRuns: 25, seed: 1 },
  );
});

describe('ten steps', () => {
  const steps = Array.from({ length: 10 }, (_, s) =>
    [0, 1, 2, 3, 4, 5].map((i) => (s * 6 + i) % 20),
  );
  test.each([
    ['sgd', { kind: 'sgd' }, () => tf.train.sgd(rate)],
    ['momentum', { kind: 'momentum', momentum: 0.9 }, () => tf.train.momentum(rate, 0.9)],
    [
      'adam',
      { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      () => tf.train.adam(rate, 0.9, 0.999, 1e-7),
    ],
  ] as [string, OptimizerSpec, () => tf.Optimizer][])(
    '%s',
    async (_, optimizer, eagerOptimizer) => {
      const model = sequential(flatten, dense(6, { activation: 'tanh' }), dense());
      const difference = await compare(model, { steps, optimizer, eagerOptimizer });
      expect(difference).toBeLessThanOrEqual(2e-6);
    },
  );
});

test('the proximal term and corrections are added to the gradients', async () => {
  const shape: ImageShape = [8, 7, 2];
  const model = sequential(flatten, dense(4, { activation: 'tanh' }), dense());
  const eager = eagerModel(model);
  const data = images(shape);
  const before = values(eager);
  const steps = [
    [0, 1, 2, 3, 4, 5],
    [6, 7, 8, 9],
    [10, 11],
  ];
  const corrections = eager.variables.map((v, i) => tf.fill(v.shape, 0.01 * (i + 1)));
  const anchors = eager.variables.map((v) => tf.tensor(v.dataSync().slice(), v.shape));
  const given = feeds(eager, data, steps);
  given.proximal = ['float32', [0.5], []];
  corrections.forEach((c, i) => {
    given[`c${i}`] = ['float32', c.dataSync(), c.shape];
  });
  for (const [optimizer, rule] of [
    [{ kind: 'sgd' }, tf.train.sgd(rate)],
    [{ kind: 'momentum', momentum: 0 }, tf.train.momentum(rate, 0)],
  ] as [OptimizerSpec, tf.Optimizer][]) {
    const program = compileTraining(stepModel(eager, model), softmaxCrossEntropy, {
      imageShape: shape,
      batchSize,
      optimizer,
      proximal: true,
      correction: true,
    });
    const results = await run(program.bytes, { ...given, ...slotFeeds(program) });
    for (const rows of steps) {
      const terms = { proximalMu: 0.5, anchors, corrections };
      trainStep(eager, softmaxCrossEntropy, rule, data, Uint32Array.from(rows), terms);
    }
    values(eager).forEach((after, i) => {
      expect(largestDifference(results[`w${i}.next`], after)).toBeLessThanOrEqual(1e-6);
      expect(largestDifference(before[i], after)).toBeGreaterThan(1e-4);
    });
    restore(eager, before);
  }
});

test('evaluation measures what the eager trainer measures', async () => {
  const shape: ImageShape = [8, 7, 2];
  const model = sequential(conv({}), () => tf.layers.batchNormalization({}), ...tail);
  const eager = eagerModel(model);
  const data = images(shape);
  const rows = [4, 8, 15, 16];
  const { bytes } = compileEvaluation(stepModel(eager, model), softmaxCrossEntropy, {
    imageShape: shape,
    batchSize,
  });
  const results = await run(bytes, feeds(eager, data, [rows, [1, 2, 3, 4, 5, 6]]));
  const expected = measureBatch(eager, softmaxCrossEntropy, data, Uint32Array.from(rows));
  expect(results.loss[0]).toBeCloseTo(expected.lossSum / rows.length, 5);
  expect(results.correct[0]).toBe(expected.correct);
  const outputs = predictBatch(eager, data, Uint32Array.from(rows));
  expect(largestDifference(results.outputs.slice(0, 12), outputs)).toBeLessThanOrEqual(1e-6);
});
