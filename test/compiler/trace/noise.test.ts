import * as tf from '@tensorflow/tfjs';
import { normalValues, uniformValues } from '../../../src/compiler/random';
import { Rng } from '../../../src/core/rng';
import { batchSize, compare, firstSeed } from './compare';
import { dense, flatten, sequential } from './models';

/** Rows of four channels, the input of noise layers. */
const [length, channels] = [3, 4];
const rate = 0.3;
const stddev = 0.25;

/** Noise of one number: `scale · x + shift`. */
type Affine = readonly [scale: number, shift: number];

/** SELU's limit and the affine map that goes with it: Klambauer et al. (2017), section 3. */
const saturation = -1.7580993408473766;
const alphaScale = (1 - rate + saturation ** 2 * rate * (1 - rate)) ** -0.5;
const alphaShift = -alphaScale * rate * saturation;

/** What a random number makes of a number that a layer is given, as the layer's authors define it. */
const dropout = (u: number): Affine => [u >= rate ? 1 / (1 - rate) : 0, 0];
/** tfjs 4.22 drops to the limit with the wrong sign; Keras has `alphaScale * saturation`. */
const alphaDropout = (u: number): Affine =>
  u >= rate ? [alphaScale, alphaShift] : [0, -alphaScale * saturation + alphaShift];
const gaussianNoise = (n: number): Affine => [1, stddev * n];
const gaussianDropout = (n: number): Affine => [1 + n * Math.sqrt(rate / (1 - rate)), 0];

interface Noise {
  readonly make: () => tf.layers.Layer;
  readonly draws: 'uniform' | 'normal';
  readonly affine: (random: number) => Affine;
  /** Whether all rows of an example have the same noise. */
  readonly wholeChannels?: boolean;
}

const noises: Readonly<Record<string, Noise>> = {
  dropout: { make: () => tf.layers.dropout({ rate }), draws: 'uniform', affine: dropout },
  'dropout of whole channels': {
    make: () => tf.layers.dropout({ rate, noiseShape: [null as unknown as number, 1, channels] }),
    draws: 'uniform',
    affine: dropout,
    wholeChannels: true,
  },
  'spatial dropout': {
    make: () => tf.layers.spatialDropout1d({ rate }),
    draws: 'uniform',
    affine: dropout,
    wholeChannels: true,
  },
  'alpha dropout': {
    make: () => tf.layers.alphaDropout({ rate }),
    draws: 'uniform',
    affine: alphaDropout,
  },
  'Gaussian noise': {
    make: () => tf.layers.gaussianNoise({ stddev }),
    draws: 'normal',
    affine: gaussianNoise,
  },
  'Gaussian dropout': {
    make: () => tf.layers.gaussianDropout({ rate }),
    draws: 'normal',
    affine: gaussianDropout,
  },
};

/** The noise of a step, scales and shifts `[batch, length, channels]`, from a stream of its seed. */
function noiseOf(noise: Noise, seed: number, stream: number): [tf.Tensor, tf.Tensor] {
  const random = noise.draws === 'uniform' ? uniformValues : normalValues;
  const shape = [batchSize, noise.wholeChannels ? 1 : length, channels];
  const affines = Array.from(random(seed, stream, shape[0] * shape[1] * shape[2]), noise.affine);
  const part = (i: 0 | 1) =>
    tf.broadcastTo(tf.tensor(affines.map((a) => a[i]), shape), [batchSize, length, channels]); // prettier-ignore
  return [part(0), part(1)];
}

/** Makes an eager layer add given noise to the rows in use. */
function fix(layer: tf.layers.Layer, [scales, shifts]: readonly tf.Tensor[]): void {
  layer.call = (inputs) => {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const used = (t: tf.Tensor) => tf.slice(t, 0, x.shape[0]);
    return tf.add(tf.mul(x, used(scales)), used(shifts));
  };
}

const reshape = () => tf.layers.reshape({ targetShape: [length, channels] });
const model = (...layers: tf.layers.Layer[]): tf.LayersModel =>
  sequential(
    flatten,
    dense(length * channels, { activation: 'tanh' }),
    reshape,
    ...layers.map((layer) => () => layer),
    flatten,
    dense(),
  );

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the compiled step equals tfjs’s with the same noise', () => {
  test.each(Object.entries(noises))('%s', async (_, noise) => {
    for (const steps of [
      [[3, 1, 4, 11, 5, 9]],
      [[2, 7, 1, 8]],
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
      ],
    ]) {
      const layer = noise.make();
      const difference = await compare(model(layer), {
        steps,
        beforeEager: (step) => {
          fix(layer, noiseOf(noise, firstSeed + step, 0));
        },
      });
      expect(difference).toBeLessThanOrEqual(1e-6);
    }
  });

  test('each layer of a model has its own stream', async () => {
    const { 'Gaussian noise': first, dropout: second, 'alpha dropout': third } = noises;
    const layers = [first, second, third].map(({ make }) => make());
    const difference = await compare(model(...layers), {
      beforeEager: () => {
        fix(layers[0], noiseOf(first, firstSeed, 0));
        fix(layers[1], noiseOf(second, firstSeed, 2));
        fix(layers[2], noiseOf(third, firstSeed, 3));
      },
    });
    expect(difference).toBeLessThanOrEqual(1e-6);
  });
});

describe('tfjs’s own layers do the same with different random numbers', () => {
  const size = 500;
  const x = Float32Array.from({ length: size * length * channels }, (_, i) => 1 + Math.sin(i));

  function noisy({ make }: Noise): Float32Array {
    const rng = Rng.fromSeed(1);
    const random = jest.spyOn(Math, 'random').mockImplementation(() => rng.uniform());
    const shape = [size, length, channels];
    const input = tf.tensor(x, shape);
    const y = make().apply(input, { training: true }) as tf.Tensor;
    random.mockRestore();
    const result = y.dataSync<'float32'>().slice();
    tf.dispose([input, y]);
    return result;
  }

  const discrete = Object.entries(noises).filter(([, { draws }]) => draws === 'uniform');
  test.each(discrete)('%s', (_, noise) => {
    const y = noisy(noise);
    const [[zeroScale, zeroShift], [scale, shift]] = [noise.affine(0), noise.affine(1)];
    const keptOf = Array.from(x, (value, i) => {
      const [kept, dropped] = [scale * value + shift, zeroScale * value + zeroShift];
      expect(Math.min(Math.abs(y[i] - kept), Math.abs(y[i] - dropped))).toBeLessThan(1e-5);
      return Math.abs(y[i] - kept) < Math.abs(y[i] - dropped);
    });
    // Four standard deviations of a mean of 2000 draws, or more.
    const share = keptOf.filter(Boolean).length / x.length;
    expect(Math.abs(share - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 2000));
    const sameInRows = keptOf.every((kept, i) => {
      const row = Math.floor(i / channels) % length;
      return kept === keptOf[i - row * channels];
    });
    expect(sameInRows).toBe(noise.wholeChannels === true);
  });

  const continuous = Object.entries(noises).filter(([, { draws }]) => draws === 'normal');
  test.each(continuous)('%s', (_, noise) => {
    const y = noisy(noise);
    const deviations = Array.from(x, (value, i) => {
      const [scale, shift] = noise.affine(1);
      return (y[i] - value) / (scale * value + shift - value);
    });
    const mean = (list: number[]) => list.reduce((a, b) => a + b) / list.length;
    expect(Math.abs(mean(deviations))).toBeLessThan(4 / Math.sqrt(x.length));
    const variance = mean(deviations.map((d) => d ** 2));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / x.length));
  });
});
