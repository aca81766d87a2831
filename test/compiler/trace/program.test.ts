import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { range } from '../../../src/compiler/graph/shape';
import { compileEvaluation } from '../../../src/compiler/trace/program';
import type { ImageShape } from '../../../src/data/dataset';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { measureBatch, predictBatch } from '../../../src/training/eager/step';
import { batchSize, compare, feeds, images, lossSum, optimizers, stepModel } from './compare';
import { conv, dense, flatten, init, recurrent, rows, sequential, tail } from './models';
import { largestDifference, run } from './run';
import { imageKind } from '../../../src/training/exampleKind';

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
  'batch normalization': () =>
    sequential(conv({}), () => tf.layers.batchNormalization({}), ...tail),
  'layer normalization': () => sequential(flatten, () => tf.layers.layerNormalization({}), dense()),
  'dropout of nothing': () => sequential(flatten, () => tf.layers.dropout({ rate: 0 }), dense()),
  lstm: () => sequential(rows, recurrent('lstm'), dense()),
  gru: () => sequential(rows, recurrent('gru'), dense()),
  'simple rnn': () => sequential(rows, recurrent('simpleRNN'), dense()),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('one step from equal weights', () => {
  test.each(Object.entries(layers))('%s', async (name, make) => {
    const model = make();
    const full = await compare(model);
    expect(full).toBeLessThanOrEqual(1e-6);
    if (name !== 'batch normalization') {
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
  // Adam divides by the size of a gradient, so the rounding of small ones counts.
  test.each(optimizers)('%s', async (name, rules) => {
    const model = sequential(flatten, dense(6, { activation: 'tanh' }), dense());
    const difference = await compare(model, { ...rules, steps });
    expect(difference).toBeLessThanOrEqual(name === 'adam' ? 1e-5 : 2e-6);
  });
});

test('evaluation measures what the eager trainer measures', async () => {
  const shape: ImageShape = [8, 7, 2];
  const model = sequential(conv({}), () => tf.layers.batchNormalization({}), ...tail);
  const eager = eagerModel(model);
  const data = images(shape);
  const rows = [4, 8, 15, 16];
  const { bytes } = compileEvaluation(stepModel(eager, model), softmaxCrossEntropy, {
    examples: imageKind(shape),
    batchSize,
  });
  const results = await run(bytes, feeds(eager, data, [rows, [1, 2, 3, 4, 5, 6]]));
  const expected = measureBatch(eager, softmaxCrossEntropy, data, Uint32Array.from(rows));
  expect(lossSum(results.losses, 0, rows.length)).toBeCloseTo(expected.lossSum, 4);
  const outputs = predictBatch(eager, data, Uint32Array.from(rows));
  expect(largestDifference(results.outputs.slice(0, 12), outputs)).toBeLessThanOrEqual(1e-6);
});
