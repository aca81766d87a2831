import * as tf from '@tensorflow/tfjs';
import {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from '../../../src/training/eager/loss';
import type { Loss } from '../../../src/training/eager/loss';
import { describeBackends } from '../../support/backends';
import { useBackend } from '../../../src/models/backend';

/** The loss of one example. */
function lossOf(loss: Loss, label: number, outputs: number[]): number {
  const value = tf.tidy(() => loss(tf.tensor1d([label], 'int32'), tf.tensor2d([outputs])));
  const [number] = value.dataSync();
  value.dispose();
  return number;
}

/** Its derivative by each output. */
function slopesOf(loss: Loss, label: number, outputs: number[]): number[] {
  const slopes = tf.tidy(() => {
    const labels = tf.tensor1d([label], 'int32');
    return tf.grad((x) => loss(labels, x as tf.Tensor2D))(tf.tensor2d([outputs]));
  });
  const numbers = Array.from(slopes.dataSync());
  slopes.dispose();
  return numbers;
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });
}

const { log } = Math;

describeBackends('losses', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  test.each<[string, Loss, label: number, outputs: number[], expected: number]>([
    ['softmax of equal logits', softmaxCrossEntropy, 1, [3, 3, 3, 3], log(4)],
    ['probabilities', crossEntropy, 1, [0.5, 0.25, 0.25], log(4)],
    ['squares', meanSquaredError, 0, [0.5, 0.5, 1], (0.25 + 0.25 + 1) / 3],
    ['binary', binaryCrossEntropy, 0, [0.9, 0.2, 0.3], -(log(0.9) + log(0.8) + log(0.7)) / 3],
    ['binary', binaryCrossEntropy, 2, [0.5, 0.25, 0.01], -(log(0.5) + log(0.75) + log(0.01)) / 3],
    ['sigmoids of ½, ¾, ¼', sigmoidCrossEntropy, 1, [0, log(3), -log(3)], log(32 / 9) / 3],
  ])('%s: %# matches a calculation by hand', (_, loss, label, outputs, expected) => {
    expect(lossOf(loss, label, outputs)).toBeCloseTo(expected, 5);
  });

  test('binary cross-entropy stays finite at 0 and 1: log 1e-7, and log 2^-23 for 1 − (1 − 1e-7)', () => {
    expect(lossOf(binaryCrossEntropy, 0, [1, 0])).toBeCloseTo(0, 5);
    expect(lossOf(binaryCrossEntropy, 0, [0, 0])).toBeCloseTo(-log(1e-7) / 2, 4);
    expect(lossOf(binaryCrossEntropy, 0, [1, 1])).toBeCloseTo((23 * log(2)) / 2, 4);
  });

  test('sigmoid cross-entropy is exact for large logits', () => {
    expect(lossOf(sigmoidCrossEntropy, 0, [100, -100, -100])).toBeCloseTo(0, 6);
    expect(lossOf(sigmoidCrossEntropy, 1, [100, -100, -100])).toBeCloseTo(200 / 3, 4);
  });

  test('slopes: 1/p and 1/(1 − p), σ(z) − y, each over the number of outputs', () => {
    const thirds = (...values: number[]) => values.map((value) => value / 3);
    const [p, z] = [[0.8, 0.5, 0.25], [0, log(3), 100]]; // prettier-ignore
    expectClose(slopesOf(binaryCrossEntropy, 0, p), thirds(-1 / 0.8, 1 / 0.5, 1 / 0.75));
    expectClose(slopesOf(sigmoidCrossEntropy, 1, z), thirds(0.5, 0.75 - 1, 1));
  });

  test('tfjs’s own binary cross-entropies are the same', () => {
    const z = Array.from({ length: 12 }, (_, i) => 4 * Math.sin(7 * i));
    const values = tf.tidy(() => {
      const labels = tf.tensor1d([2, 0, 1], 'int32');
      const truth = tf.cast(tf.oneHot(labels, 4), 'float32') as tf.Tensor2D;
      const logits = tf.tensor2d(z, [3, 4]);
      const probabilities = tf.sigmoid(logits);
      const each = tf.losses.sigmoidCrossEntropy(truth, logits, 1, 0, tf.Reduction.NONE);
      return [
        tf.mean(each, 1),
        sigmoidCrossEntropy(labels, logits),
        binaryCrossEntropy(labels, probabilities),
        tf.metrics.binaryCrossentropy(truth, probabilities),
      ].map((t) => Array.from(t.dataSync()));
    });
    for (const list of values.slice(1)) expectClose(list, values[0]);
  });
});
