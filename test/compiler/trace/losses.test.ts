import * as tf from '@tensorflow/tfjs';
import {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from '../../../src/training/eager/loss';
import type { Loss } from '../../../src/training/eager/loss';
import { compare } from './compare';
import { dense, flatten, sequential } from './models';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each<[string, string | undefined, Loss]>([
  ['softmax cross-entropy of logits', undefined, softmaxCrossEntropy],
  ['cross-entropy of probabilities', 'softmax', crossEntropy],
  ['sigmoid cross-entropy of logits', undefined, sigmoidCrossEntropy],
  ['binary cross-entropy of probabilities', 'sigmoid', binaryCrossEntropy],
  ['mean squared error', 'softmax', meanSquaredError],
])('%s: a full and a partial step equal the eager one', async (_, activation, loss) => {
  const model = sequential(flatten, dense(8, { activation: 'tanh' }), dense(3, { activation }));
  for (const rows of [
    [3, 1, 4, 11, 5, 9],
    [1, 2, 3],
  ]) {
    const difference = await compare(model, { loss, steps: [rows] });
    expect(difference).toBeLessThanOrEqual(1e-6);
  }
});

test('probabilities of 0 and 1 are clipped as in the eager step', async () => {
  const steep = (first: object) =>
    tf.layers.dense({
      units: 3,
      kernelInitializer: tf.initializers.randomUniform({ minval: -1000, maxval: 1000, seed: 1 }),
      activation: 'sigmoid',
      ...first,
    });
  const model = sequential(flatten, steep);
  expect(await compare(model, { loss: binaryCrossEntropy })).toBeLessThanOrEqual(1e-6);
});
