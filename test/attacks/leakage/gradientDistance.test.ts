import * as tf from '@tensorflow/tfjs';
import {
  asTensors,
  cosineDistance,
  replayedGradient,
  totalVariation,
  trainedOf,
} from '../../../src/attacks/leakage/gradientDistance';
import { averageGradient } from '../../../src/attacks/leakage/observedUpdate';
import { Rng } from '../../../src/core/rng';
import { useBackend } from '../../../src/models/backend';
import { cnn, denseClassifier } from '../../../src/models/zoo';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { trainLocally } from '../../../src/training/trainLocally';
import { stripesClient } from '../../support/clients';

beforeAll(() => useBackend('wasm'));

const value = (make: () => tf.Scalar): number => tf.tidy(() => make().dataSync()[0]);

test.each([
  ['a dense network', () => denseClassifier({ shape: [12, 12, 1], hidden: [16], seed: 1 })],
  ['a convolutional network', () => cnn({ shape: [12, 12, 1], seed: 1 })],
])(
  'the true images give the client’s own gradient, after several steps, too: %s',
  async (_, make) => {
    const model = make();
    const trainer = eagerTrainer(model);
    const client = stripesClient('a', 3, 1);
    const parameters = trainer.initialParameters();
    const eager = eagerModel(model);
    for (const localEpochs of [1, 4]) {
      const plan = { clientLearningRate: 0.2, localEpochs, batchSize: 'full' } as const;
      const { update } = await trainLocally(trainer, parameters, client, plan, Rng.fromSeed(1));
      const gradient = averageGradient({ parameters, update, examples: 3, plan });
      const before = tf.memory().numTensors;
      const distances = [1, localEpochs].map((steps) =>
        value(() => {
          const images = Float32Array.from(client.train.images, (byte) => byte / 255);
          const replayed = replayedGradient(
            {
              ...{ model: eager, loss: softmaxCrossEntropy, steps, clientLearningRate: 0.2 },
              labels: tf.tensor1d(Array.from(client.train.labels), 'int32'),
            },
            asTensors(eager, parameters),
            tf.tensor4d(images, [3, 12, 12, 1]),
          );
          return cosineDistance(replayed, trainedOf(eager, asTensors(eager, gradient)));
        }),
      );
      expect(distances[1]).toBeLessThan(1e-5);
      if (localEpochs > 1) expect(distances[0]).toBeGreaterThan(1e-3);
      expect(tf.memory().numTensors).toBe(before);
    }
  },
);

test('the cosine distance is that of all tensors together', () => {
  const [a, b, c] = [
    [3, 0],
    [4, 0],
    [0, 2],
  ].map((values) => values.map((x) => () => tf.scalar(x)));
  const distance = (x: typeof a, y: typeof a): number =>
    value(() =>
      cosineDistance(
        x.map((make) => make()),
        y.map((make) => make()),
      ),
    );
  expect(distance(a, b)).toBeCloseTo(0, 6);
  expect(distance(a, c)).toBeCloseTo(1, 6);
});

test('total variation is the mean difference of neighbors', () => {
  const images = (): tf.Tensor4D => tf.tensor4d([0, 1, 0.5, 1], [1, 2, 2, 1]);
  expect(value(() => totalVariation(images()))).toBeCloseTo(0.5 / 2 + 1.5 / 2, 6);
  expect(value(() => totalVariation(tf.ones([2, 1, 1, 1])))).toBe(0);
});
