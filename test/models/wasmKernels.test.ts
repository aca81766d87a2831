import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';

type Shape = [number, number, number, number];
type Padding = 'same' | 'valid' | number;
type Geometry = [kernel: number, stride: number, padding: Padding];

/** Normal numbers, or whole ones so that a window's maximum is often tied. */
function random(shape: Shape, seed: number, whole = false): tf.Tensor4D {
  const rng = Rng.fromSeed(seed);
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const draw = whole ? () => Math.round(rng.normal()) : () => rng.normal();
  return tf.tensor4d(Float32Array.from({ length: size }, draw), shape);
}

/** Computes on plain JavaScript and on WebAssembly and compares; nothing may be left behind. */
async function expectSameOnWasm(compute: () => tf.Tensor): Promise<void> {
  const run = () => {
    const result = tf.tidy(compute);
    const values = result.dataSync<'float32'>().slice();
    result.dispose();
    return values;
  };
  await useBackend('cpu');
  const expected = run();
  await useBackend('wasm');
  const before = tf.memory().numTensors;
  const actual = run();
  expect(tf.getBackend()).toBe('wasm');
  expect(tf.memory().numTensors).toBe(before);
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.5);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}

describe('the gradient of a convolution’s filter on WebAssembly is the cpu backend’s', () => {
  test.each<Geometry>([
    [3, 1, 'valid'],
    [3, 1, 'same'],
    [3, 2, 'same'],
    [3, 2, 'valid'],
    [5, 3, 'same'],
    [1, 1, 'valid'],
    [2, 2, 1],
  ])('kernel %i, stride %i, padding %s', async (kernel, stride, padding) => {
    await expectSameOnWasm(() => {
      const x = random([3, 7, 8, 2], 1);
      const filter = random([kernel, kernel, 2, 4], 2);
      const dy = random(tf.conv2d(x, filter, stride, padding).shape, 3);
      return tf.grad((w: tf.Tensor) =>
        tf.sum(tf.mul(dy, tf.conv2d(x, w as tf.Tensor4D, stride, padding))),
      )(filter);
    });
  });
});

describe('the gradient of max pooling on WebAssembly is the cpu backend’s', () => {
  const geometries: Geometry[] = [
    [2, 2, 'valid'],
    [2, 2, 'same'],
    [3, 2, 'same'],
    [3, 1, 'valid'],
    [2, 3, 'valid'],
    [3, 2, 1],
  ];
  const inputs = {
    'mixed signs': () => random([3, 7, 8, 2], 1),
    'only negative values': () => tf.sub(random([3, 7, 8, 2], 1), 10),
    'only zeros': () => tf.zeros<tf.Rank.R4>([3, 7, 8, 2]),
    ties: () => random([3, 7, 8, 2], 1, true),
  };
  const cases = geometries.flatMap((geometry) =>
    Object.keys(inputs).map((name) => [...geometry, name] as [...Geometry, keyof typeof inputs]),
  );
  test.each(cases)('window %i, stride %i, padding %s: %s', async (size, stride, padding, name) => {
    await expectSameOnWasm(() => {
      const x = inputs[name]();
      const dy = random(tf.maxPool(x as tf.Tensor4D, size, stride, padding).shape, 3);
      return tf.grad((z: tf.Tensor) =>
        tf.sum(tf.mul(dy, tf.maxPool(z as tf.Tensor4D, size, stride, padding))),
      )(x);
    });
  });
});
