import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { registerSecondDerivatives } from '../../src/models/secondDerivatives';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { trainLocally } from '../../src/training/trainLocally';
import { cnn } from '../../src/models/zoo';
import { describeBackends } from '../support/backends';
import { stripesClient } from '../support/clients';

type Shape = [number, number, number, number];
type Geometry = [size: number, stride: number, padding: 'same' | 'valid'];

function random(shape: Shape, seed: number): tf.Tensor4D {
  const rng = Rng.fromSeed(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => rng.normal()),
    shape,
  );
}

/**
 * The gradient of a linear function at any point, times a vector, is the function of the vector.
 * Nothing is left behind.
 */
function expectGradientOfLinear(make: () => (x: tf.Tensor4D) => tf.Scalar, shape: Shape): void {
  const before = tf.memory().numTensors;
  const [product, value] = tf.tidy(() => {
    const linear = make();
    const gradient = tf.grad((x: tf.Tensor) => linear(x as tf.Tensor4D))(random(shape, 10));
    const u = random(shape, 11);
    return [tf.sum(tf.mul(gradient, u)).dataSync()[0], linear(u).dataSync()[0]];
  });
  expect(Math.abs(value)).toBeGreaterThan(0.1);
  expect(Math.abs(product - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
  expect(tf.memory().numTensors).toBe(before);
}

describeBackends('second derivatives', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    registerSecondDerivatives();
  });

  test.each<Geometry>([
    [3, 1, 'valid'],
    [3, 1, 'same'],
    [2, 2, 'same'],
    [3, 2, 'valid'],
  ])('of the gradient of a filter: size %i, stride %i, %s', (size, stride, padding) => {
    const input: Shape = [2, 7, 8, 2];
    const filter = (): tf.Tensor4D => random([size, size, 2, 3], 1);
    const output = tf.tidy(() => tf.conv2d(random(input, 2), filter(), stride, padding).shape);
    const filterGradient = (x: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor =>
      tf.grad((w: tf.Tensor) =>
        tf.sum(tf.mul(dy, tf.conv2d(x, w as tf.Tensor4D, stride, padding))),
      )(filter());
    const probed = (gradient: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(gradient, random([size, size, 2, 3], 3)));
    expectGradientOfLinear(() => (x) => probed(filterGradient(x, random(output, 4))), input);
    expectGradientOfLinear(() => (dy) => probed(filterGradient(random(input, 4), dy)), output);
  });

  test.each<Geometry>([
    [2, 2, 'valid'],
    [2, 2, 'same'],
    [3, 2, 'same'],
    [3, 1, 'valid'],
    [2, 3, 'valid'],
  ])('of the gradient of max pooling: size %i, stride %i, %s', (size, stride, padding) => {
    const input: Shape = [2, 7, 8, 2];
    const pooled = (x: tf.Tensor): tf.Tensor4D =>
      tf.maxPool(x as tf.Tensor4D, size, stride, padding);
    const output = tf.tidy(() => pooled(random(input, 1)).shape);
    expectGradientOfLinear(
      () => (dy) => {
        const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(dy, pooled(x))))(random(input, 1));
        return tf.sum(tf.mul(gradient, random(input, 2)));
      },
      output,
    );
  });
});

test('training is the same with them, bit for bit', async () => {
  await useBackend('wasm');
  const client = stripesClient('a', 6, 1);
  const plan = { clientLearningRate: 0.1, localEpochs: 1, batchSize: 3 };
  const train = async (): Promise<Float32Array> => {
    const trainer = eagerTrainer(cnn({ shape: [12, 12, 1], seed: 1 }));
    const start = trainer.initialParameters();
    return (await trainLocally(trainer, start, client, plan, Rng.fromSeed(1))).update;
  };
  const registered = [tf.Conv2DBackpropFilter, tf.MaxPoolGrad];
  for (const kernel of registered) tf.unregisterGradient(kernel);
  const before = await train();
  registerSecondDerivatives();
  expect(await train()).toEqual(before);
});
