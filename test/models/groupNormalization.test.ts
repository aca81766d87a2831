import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { GroupNormalization } from '../../src/models/groupNormalization';
import { describeBackends } from '../support/backends';
import { largestDifference } from '../support/trainers';

/*
 * NumPy 2, with the gradient by central differences:
 *   x = np.sin(np.arange(24.0)).reshape(2, 3, 1, 4)
 *   gamma, beta = np.array([1, 2, -1, 0.5]), np.array([0, 0.1, 0.2, 0.3])
 *   dy = np.cos(np.arange(24.0)).reshape(x.shape)
 *   def norm(x):
 *       g = x.reshape(2, 3, 2, 2)
 *       z = (g - g.mean((1, 3), keepdims=True)) / np.sqrt(g.var((1, 3), keepdims=True) + 1e-3)
 *       return z.reshape(x.shape) * gamma + beta
 *   def slope(i, h=1e-5):
 *       e = np.zeros(24); e[i] = h; e = e.reshape(x.shape)
 *       return ((norm(x + e) - norm(x - e)) * dy).sum() / (2 * h)
 *   np.round(norm(x).ravel(), 6), np.round([slope(i) for i in range(24)], 6)
 */
const normalized = [
  -0.118328, 2.129636, -1.19571, 0.420581, -1.137457, -2.719279, 0.59089, 0.808247, 1.213966,
  0.973282, 0.988584, -0.436946, -0.851228, 1.109713, -1.228939, 0.761144, -0.498763, -2.806748,
  1.363868, 0.388649, 1.203321, 2.290375, 0.25901, -0.352824,
];
const slopes = [
  1.339337, 1.460661, 0.386527, -0.822385, -0.898994, 0.742123, -1.433657, 0.380337, -0.188197,
  -2.454931, 1.325839, 0.163339, 1.240796, 2.371519, -0.428706, -0.715293, -1.376513, -0.626249,
  -0.822636, 0.696951, 0.25099, -1.860543, 1.484817, -0.215133,
];

const wave = (f: (x: number) => number): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({ length: 24 }, (_, i) => f(i)),
    [2, 3, 1, 4],
  );

/** The layer's outputs for the rows of images `[rows, 2, 3, channels]`. */
function outputs(values: ArrayLike<number>, channels: number, groups: number): Float32Array {
  return tf.tidy(() => {
    const layer = new GroupNormalization({ groups, epsilon: 1e-6 });
    const x = tf.tensor4d(Float32Array.from(values), [
      values.length / 6 / channels,
      2,
      3,
      channels,
    ]);
    return (layer.apply(x) as tf.Tensor).dataSync<'float32'>().slice();
  });
}

describeBackends('group normalization', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  test('by hand: a group of two channels at two positions', () => {
    const layer = new GroupNormalization({ groups: 1, epsilon: 3 });
    // Mean 4, deviations -3, -1, 1, 3, variance 5; 5 + 3 = 8.
    const y = layer.apply(tf.tensor4d([1, 3, 5, 7], [1, 1, 2, 2])) as tf.Tensor;
    const unit = 1 / Math.sqrt(8);
    expect(
      largestDifference(
        y.dataSync(),
        [-3, -1, 1, 3].map((d) => d * unit),
      ),
    ).toBeLessThan(1e-6);
    layer.setWeights([tf.tensor1d([1, 10]), tf.tensor1d([0, 5])]);
    const z = layer.apply(tf.tensor4d([1, 3, 5, 7], [1, 1, 2, 2])) as tf.Tensor;
    const scaled = [-3 * unit, 5 - 10 * unit, unit, 5 + 30 * unit];
    expect(largestDifference(z.dataSync(), scaled)).toBeLessThan(1e-5);
  });

  test('values and gradients match NumPy’s', () => {
    const layer = new GroupNormalization({ groups: 2 });
    layer.build([null, 3, 1, 4]);
    layer.setWeights([tf.tensor1d([1, 2, -1, 0.5]), tf.tensor1d([0, 0.1, 0.2, 0.3])]);
    const before = tf.memory().numTensors;
    const [y, dx] = tf.tidy(() => {
      const apply = (x: tf.Tensor): tf.Tensor => layer.apply(x) as tf.Tensor;
      const loss = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(apply(x), wave(Math.cos)));
      return [apply(wave(Math.sin)), tf.grad(loss)(wave(Math.sin))].map((t) =>
        t.dataSync().slice(),
      );
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(largestDifference(y, normalized)).toBeLessThan(3e-6);
    expect(largestDifference(dx, slopes)).toBeLessThan(2e-5);
  });
});

describe('on plain JavaScript', () => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 3 }),
    members: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  });

  test('each group of each example has mean 0 and variance 1', () => {
    fc.assert(
      fc.property(cases, ({ rows, groups, members, seed }) => {
        const channels = groups * members;
        const rng = Rng.fromSeed(seed);
        const values = Array.from({ length: rows * 6 * channels }, () => 3 + 2 * rng.normal());
        const y = outputs(values, channels, groups);
        for (let row = 0; row < rows; row++) {
          for (let group = 0; group < groups; group++) {
            const own = y.filter((_, i) => {
              const channel = i % channels;
              return (
                Math.floor(i / 6 / channels) === row && Math.floor(channel / members) === group
              );
            });
            const sums = own.reduce(([a, b], v) => [a + v, b + v * v], [0, 0]);
            expect(sums[0] / own.length).toBeCloseTo(0, 4);
            expect(sums[1] / own.length).toBeCloseTo(1, 3);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('an example’s result does not depend on the others, nor on its scale and offset', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.5, max: 4, noNaN: true }), (shape, scale) => {
        const channels = shape.groups * shape.members;
        const rng = Rng.fromSeed(shape.seed);
        const one = Array.from({ length: 6 * channels }, () => rng.normal());
        const other = one.map((value) => scale * value + 1);
        const alone = outputs(one, channels, shape.groups);
        const both = outputs([...one, ...other], channels, shape.groups);
        expect(largestDifference(both.subarray(0, alone.length), alone)).toBeLessThan(1e-6);
        expect(largestDifference(both.subarray(alone.length), alone)).toBeLessThan(1e-3);
      }),
      { numRuns: 30 },
    );
  });

  test('its configuration recreates it', () => {
    const layer = new GroupNormalization({ name: 'norm', groups: 4, epsilon: 0.5 });
    const again = new GroupNormalization(layer.getConfig());
    expect(again.getConfig()).toEqual(layer.getConfig());
    expect(again).toMatchObject({ name: 'norm', groups: 4, epsilon: 0.5 });
    expect(new GroupNormalization()).toMatchObject({ groups: 32, epsilon: 1e-3 });
  });

  test('wrong arguments are named', () => {
    expect(() => new GroupNormalization({ groups: 0 })).toThrow(
      'groups must be a whole number of at least 1, got 0',
    );
    expect(() => new GroupNormalization({ epsilon: 0 })).toThrow('epsilon must be > 0, got 0');
    expect(() => {
      new GroupNormalization({ groups: 3 }).build([null, 2, 2, 4]);
    }).toThrow('groups must divide the 4 channels, got 3');
  });
});
