import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/models/backend';
import { makeModel, modelNames } from '../../src/models/makeModel';
import type { ModelName } from '../../src/models/makeModel';
import { getParameters, specOf } from '../../src/models/parameters';
import { residualNetwork } from '../../src/models/residualNetwork';
import { denseClassifier } from '../../src/models/zoo';

beforeAll(async () => {
  await useBackend('cpu');
});

/** The numbers of parameters of each layer, counted by hand. */
const counts: Readonly<Record<ModelName, number>> = {
  softmax: 7_850, // 784 · 10 + 10
  mlp: 101_770, // 784 · 128 + 128, 128 · 10 + 10
  '2nn': 199_210, // McMahan et al. 2017, Section 3
  cnn: 693_962, // 9 · 32 + 32, 13 · 13 · 32 · 128 + 128, 128 · 10 + 10
  'mcmahan-cnn': 1_663_370, // McMahan et al. 2017, Section 3
  resnet: 77_754, // 78,042 for three channels: the first kernels have 9 · 2 · 16 fewer
};

test.each(modelNames)('%s: its parameters, and logits of its classes', (name) => {
  expect(specOf(makeModel(name, { shape: [28, 28, 1], seed: 1 })).size).toBe(counts[name]);
  const model = makeModel(name, { shape: [9, 8, 2], classes: 4, seed: 1 });
  const logits = model.predict(tf.randomUniform([3, 9, 8, 2], 0, 1, 'float32', 5)) as tf.Tensor;
  expect(logits.shape).toEqual([3, 4]);
  expect(logits.dataSync().every(Number.isFinite)).toBe(true);
  expect(model.layers.at(-1)!.getConfig().activation).toBe('linear');
});

test.each(modelNames)('%s: two calls give the same weights under the same names', (name) => {
  const options = { shape: [8, 8, 1], classes: 3 } as const;
  const first = makeModel(name, { ...options, seed: 7 });
  const second = makeModel(name, { ...options, seed: 7 });
  expect(getParameters(second)).toEqual(getParameters(first));
  expect(specOf(second)).toEqual(specOf(first));
  const other = getParameters(makeModel(name, { ...options, seed: 8 }));
  expect(other.some((value, i) => value !== getParameters(first)[i])).toBe(name !== 'softmax');
});

test('no two layers of a model start alike', () => {
  const model = denseClassifier({ shape: [4, 4, 1], hidden: [10, 10, 10], seed: 0 });
  const [, , second, , third] = model.getWeights().map((weight) => weight.dataSync());
  expect(second).not.toEqual(third);
});

test('initial weights have the spread of their distributions', () => {
  const deviation = (weight: tf.Tensor): number => tf.moments(weight).variance.sqrt().dataSync()[0];
  const glorot = makeModel('2nn', { seed: 3 }).getWeights();
  expect(deviation(glorot[0]) / Math.sqrt(2 / (784 + 200))).toBeCloseTo(1, 1);
  const he = residualNetwork({ seed: 3 });
  const kernels = he.weights.filter(({ shape }) => shape.length === 4);
  const last = kernels.at(-2)!.read(); // 3 × 3 × 64 to 64; tfjs cuts the tails beyond 2σ off
  expect(last.shape).toEqual([3, 3, 64, 64]);
  expect(deviation(last) / Math.sqrt(2 / (9 * 64)) / 0.88).toBeCloseTo(1, 1);
});

test('a residual network: 6 n + 2 layers with weights beside shortcuts and normalizations', () => {
  for (const blocks of [1, 3]) {
    const model = residualNetwork({ blocks, seed: 1 });
    const kernels = specOf(model).tensors.filter(({ name }) => name.endsWith('/kernel'));
    const main = kernels.filter(({ name }) => !name.includes('shortcut'));
    expect(main).toHaveLength(6 * blocks + 2);
    expect(kernels).toHaveLength(6 * blocks + 4);
    expect(model.inputs[0].shape).toEqual([null, 32, 32, 3]);
  }
  expect(specOf(residualNetwork({ seed: 1 })).size).toBe(78_042);
  const shapes = residualNetwork({ seed: 1 }).layers.map(({ outputShape }) => outputShape);
  expect(shapes).toContainEqual([null, 16, 16, 32]);
  expect(shapes).toContainEqual([null, 8, 8, 64]);
});

test('wrong arguments are named', () => {
  expect(() => makeModel('vgg' as ModelName, { seed: 1 })).toThrow(
    'model must be one of softmax, mlp, 2nn, cnn, mcmahan-cnn, resnet, got "vgg"',
  );
  expect(() => makeModel('cnn', { shape: [28, 3, 1], seed: 1 })).toThrow(
    'shape[1] must be a whole number of at least 4, got 3',
  );
  expect(() => makeModel('mlp', { shape: [28, 28, 0], seed: 1 })).toThrow(
    'shape[2] must be a whole number of at least 1, got 0',
  );
  expect(() => makeModel('resnet', { classes: 1, seed: 1 })).toThrow(
    'classes must be a whole number of at least 2, got 1',
  );
  expect(() => makeModel('2nn', { seed: -1 })).toThrow(
    'seed must be a whole number of at least 0, got -1',
  );
  expect(() => residualNetwork({ blocks: 0, seed: 1 })).toThrow(
    'blocks must be a whole number between 1 and 18, got 0',
  );
  expect(() => denseClassifier({ hidden: [5, 0], seed: 1 })).toThrow(
    'hidden[1] must be a whole number of at least 1, got 0',
  );
});
