import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { useBackend } from '../../../src/models/backend';
import { makeModel } from '../../../src/models/makeModel';
import { makeBatch } from '../../../src/training/batches';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { TrainableModel } from '../../../src/training/eager/model';
import { exportOnnx, onnxModel } from '../../../src/training/compiled/exportOnnx';
import { stripes } from '../../support/digits';
import { pythonTest, runPython } from '../../support/python';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { largestDifference, smallModels } from '../../support/trainers';

const images = stripes(50, 1);
const { images: pixels } = makeBatch(images, [...images.labels.keys()]);
const shape = [12, 12, 1] as const;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

const models: Readonly<Record<string, () => TrainableModel>> = {
  ...smallModels,
  'a zoo network with pools': () => makeModel('cnn', { shape, classes: 10, seed: 1 }),
  'a residual network with group normalization': () =>
    makeModel('resnet', { shape, classes: 10, seed: 1 }),
  'batch normalization, mean pools and depthwise convolutions': () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          ...{ inputShape: [...shape], filters: 4, kernelSize: 3, padding: 'same', strides: 2 },
          kernelInitializer: seeded(1),
        }),
        tf.layers.batchNormalization(),
        tf.layers.averagePooling2d({ poolSize: 2 }),
        tf.layers.depthwiseConv2d({
          ...{ kernelSize: 3, padding: 'same', depthwiseInitializer: seeded(2) },
        }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: seeded(3) }),
      ],
    }),
  'a recurrent network over rows, whose state starts at 0': () =>
    tf.sequential({
      layers: [
        tf.layers.reshape({ targetShape: [12, 12], inputShape: [...shape] }),
        tf.layers.simpleRNN({
          ...{ units: 5, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) },
        }),
        tf.layers.dense({ units: 10, kernelInitializer: seeded(3) }),
      ],
    }),
  'written by hand, with constants of the batch’s size': () => ({
    variables: { w: tf.randomNormal([288, 10], 0, 0.1, 'float32', 1), b: tf.zeros([10]) },
    logits({ w, b }, x) {
      const flat = x.reshape([x.shape[0], -1]);
      const twice = tf.concat([flat, tf.ones([x.shape[0], 144])], 1);
      return tf.add(tf.matMul<tf.Tensor2D>(twice, w), b);
    },
  }),
};

beforeAll(async () => {
  await useBackend('wasm');
});

describe.each(Object.keys(models))('%s', (name) => {
  test('the file gives the outputs for batches of any size, with the given parameters', async () => {
    const model = models[name]();
    const trainer = eagerTrainer(model);
    const own = trainer.initialParameters();
    const trained = own.map((value, i) => value + Math.sin(i) / 50);
    const expected = await trainer.predict(trained, images);
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'model.onnx');
      exportOnnx(model, path, { imageShape: shape, parameters: trained });
      expect(eagerTrainer(model).initialParameters()).toEqual(own);
      const session = await InferenceSession.create(readFileSync(path), { logSeverityLevel: 3 });
      for (const size of [1, 3, 50]) {
        const batch = pixels.subarray(0, size * 144);
        const { outputs } = await session.run({
          images: new Tensor('float32', batch, [size, ...shape]),
        });
        expect(outputs.dims).toEqual([size, 10]);
        const some = expected.subarray(0, size * 10);
        expect(largestDifference(outputs.data as Float32Array, some)).toBeLessThan(1e-5);
      }
      await session.release();
    });
  });

  pythonTest('ONNX’s own checker finds a batch of any size', async () => {
    const file = onnxModel(models[name](), { imageShape: shape });
    const answer = await runPython('checkOnnx.py', Buffer.from(file).toString('base64'));
    expect(JSON.parse(answer)).toMatchObject({
      inputs: [['images', 'FLOAT', ['batch', 12, 12, 1]]],
      outputs: [['outputs', 'FLOAT', ['batch', 10]]],
    });
  });
});

test('a model that computes over the batch is refused', () => {
  const model = {
    variables: { w: tf.zeros([144, 10]) },
    logits: ({ w }: Record<string, tf.Tensor>, x: tf.Tensor4D) => {
      const flat = x.reshape([-1, 144]);
      return tf.matMul<tf.Tensor2D>(tf.sub(flat, tf.mean(flat, 0)), w);
    },
  };
  expect(() => onnxModel(model, { imageShape: shape })).toThrow(
    'the graph depends on how many images a batch holds',
  );
});

test('images whose shape differs from the model’s are refused', () => {
  expect(() => onnxModel(models['a convolutional network'](), { imageShape: [6, 6, 1] })).toThrow(
    'imageShape must be the model’s input, [12, 12, 1], got "[6, 6, 1]"',
  );
});
