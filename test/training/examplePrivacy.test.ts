import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import { makeDataset } from '../../src/data/makeDataset';
import { useBackend } from '../../src/models/backend';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { Loss } from '../../src/training/eager/loss';
import type { CustomModel, TrainableModel } from '../../src/training/eager/model';
import type { LocalTrainer, TrainingTask } from '../../src/training/localTrainer';
import { localTrainer } from '../../src/training/makeTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import {
  endingWithTheTest,
  largestDifference,
  smallModels,
  taskOf,
  trainAll,
} from '../support/trainers';

const ending = endingWithTheTest();
const examplePrivacy = { clip: 0.7, noiseMultiplier: 0.4, noise: 'seeded' } as const;
const plan: TrainingPlan = {
  localEpochs: 1,
  batchSize: 8,
  clientLearningRate: 0.1,
  examplePrivacy,
};
const clipped = (clip: number) => ({ clip, noiseMultiplier: 0 });

beforeAll(async () => {
  await useBackend('cpu');
});

const engines: [string, (model: TrainableModel, loss?: Loss) => LocalTrainer][] = [
  ['eager', (model, loss) => ending(eagerTrainer(model, { loss }))],
  ['compiled', (model, loss) => ending(compiledTrainer(model, { loss, workers: 1 }))],
];

/** Trains clients by both trainers, with one plan after the other, and compares all that they give. */
async function expectEqual(
  model: TrainableModel,
  tasks: readonly TrainingTask[],
  plans: readonly TrainingPlan[],
): Promise<void> {
  const [eager, compiled] = engines.map(([, make]) => make(model));
  for (const given of plans) {
    const expected = await trainAll(eager, tasks, given);
    (await trainAll(compiled, tasks, given)).forEach(({ update, training, ...rest }, i) => {
      expect(expected[i]).toMatchObject(rest);
      const steps = Math.max(...expected.map((result) => result.steps));
      const tolerance = steps === 1 ? 1e-7 : 1e-5;
      expect(largestDifference(update, expected[i].update)).toBeLessThanOrEqual(tolerance);
      expect(training.examples).toBe(expected[i].training.examples);
      expect(training.lossSum).toBeCloseTo(expected[i].training.lossSum, 3);
      expect(training.correct).toBe(expected[i].training.correct);
    });
  }
}

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Layers whose gradients are taken apart in other ways than those of the small models. */
const others: Record<string, () => tf.LayersModel> = {
  'convolutions with borders and strides, and a mean over places': () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [12, 12, 1],
          filters: 5,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          kernelInitializer: seeded(1),
        }),
        tf.layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, kernelInitializer: seeded(2) }),
        tf.layers.averagePooling2d({ poolSize: 2 }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 10, kernelInitializer: seeded(3) }),
      ],
    }),
  'weights that are used at several places': () =>
    tf.sequential({
      layers: [
        tf.layers.reshape({ inputShape: [12, 12, 1], targetShape: [4, 36] }),
        tf.layers.dense({ units: 5, activation: 'tanh', kernelInitializer: seeded(1) }),
        tf.layers.simpleRNN({
          units: 6,
          kernelInitializer: seeded(2),
          recurrentInitializer: seeded(3),
        }),
        tf.layers.dense({
          units: 10,
          kernelInitializer: seeded(4),
          kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
        }),
      ],
    }),
};

describe('compiled training equals eager training', () => {
  const models = { ...smallModels, ...others };

  test.each(Object.keys(models))('of %s, to 1e-7 after one step', async (name) => {
    const model = models[name as keyof typeof models]();
    // The norm of every gradient is above 0.01, so that all of them are clipped.
    const short = { ...plan, examplePrivacy: { ...examplePrivacy, clip: 0.01 } };
    await expectEqual(model, [taskOf(8, 1), taskOf(3, 2)], [plan, short]);
  });

  test('with all that a plan may hold, to 1e-5 after several steps', async () => {
    const plans: Partial<TrainingPlan>[] = [
      { localEpochs: 3 },
      { optimizer: { kind: 'momentum', momentum: 0.9 } },
      { optimizer: { kind: 'adam' }, clientLearningRate: 0.01 },
      { proximalMu: 0.5, localEpochs: 2 },
      { batchSize: 'full', localEpochs: 3 },
      { batchSize: 100, examplePrivacy: clipped(0.5) },
    ];
    const model = smallModels['a dense network']();
    const { size } = ending(eagerTrainer(model)).spec;
    const correction = Float32Array.from({ length: size }, (_, i) => Math.sin(i) / 100);
    const tasks = [taskOf(24, 1), { ...taskOf(12, 2), correction }];
    await expectEqual(
      model,
      tasks,
      plans.map((options) => ({ ...plan, ...options })),
    );
  });
});

/** Logits `x w` from two pixels; with this loss, the gradient of one example is [x, x]. */
const linear = (): CustomModel => ({
  variables: { w: tf.zeros([2, 2]) },
  logits: ({ w }, images) => tf.matMul(images.reshape([-1, 2]), w),
});
const sumOfOutputs: Loss = (_, outputs) => tf.sum<tf.Tensor1D>(outputs, 1);

function pixels(...bytes: readonly (readonly [number, number])[]): TrainingTask {
  const labels = new Uint8Array(bytes.length);
  const examples = makeDataset(Uint8Array.from(bytes.flat()), labels, [1, 2, 1], ['a', 'b']);
  return { clientId: 'a', examples, rng: Rng.fromSeed(1) };
}

describe.each(engines)('%s', (_, make) => {
  const whole = { localEpochs: 1, batchSize: 'full', clientLearningRate: 1 } as const;

  test('a step by hand: one of two gradients is clipped', async () => {
    // x = (1, 0): the gradient [[1, 1], [0, 0]] has norm √2 and is halved.
    // x = (0, 0.2): [[0, 0], [0.2, 0.2]] has norm 0.28 and stays. The mean of both, subtracted:
    const task = pixels([255, 0], [0, 51]);
    const privacy = { ...whole, examplePrivacy: clipped(Math.SQRT1_2) };
    const [{ update }] = await trainAll(make(linear(), sumOfOutputs), [task], privacy);
    const expected = Float32Array.of(-0.25, -0.25, -0.1, -0.1);
    expect(largestDifference(update, expected)).toBeLessThan(1e-7);
  });

  test('two steps of softmax regression, as NumPy takes them', async () => {
    // import numpy as np
    // x = np.array([[255, 51], [0, 102], [204, 0]]) / 255; y = np.eye(2)[[0, 1, 1]]
    // w = np.array([[0.1, -0.2], [0.3, 0.4]]); b = np.zeros(2)
    // for _ in range(2):
    //   z = np.exp(x @ w + b); d = z / z.sum(1, keepdims=True) - y
    //   gw = x[:, :, None] * d[:, None, :]; gb = d
    //   s = 1 / np.maximum(1, np.sqrt((gw**2).sum((1, 2)) + (gb**2).sum(1)) / 0.8)
    //   w = w - 0.5 * (s[:, None, None] * gw).sum(0) / 3; b = b - 0.5 * (s[:, None] * gb).sum(0) / 3
    // print(np.concatenate([(w - [[0.1, -0.2], [0.3, 0.4]]).ravel(), b]).tolist())
    const softmax: CustomModel = {
      variables: { w: tf.tensor2d([0.1, -0.2, 0.3, 0.4], [2, 2]), b: tf.zeros([2]) },
      logits: ({ w, b }, images) => tf.add(tf.matMul(images.reshape([-1, 2]), w), b),
    };
    const examples = makeDataset(
      Uint8Array.of(255, 51, 0, 102, 204, 0),
      Uint8Array.of(0, 1, 1),
      [1, 2, 1],
      ['a', 'b'],
    );
    const task = { clientId: 'a', examples, rng: Rng.fromSeed(1) };
    const twice = { ...whole, localEpochs: 2, clientLearningRate: 0.5 };
    const privacy = { ...twice, examplePrivacy: clipped(0.8) };
    const [{ update }] = await trainAll(make(softmax), [task], privacy);
    const expected = [
      0.014226044583720274, -0.014226044583720232, -0.03571174929259663, 0.03571174929259663,
      -0.17051157179950857, 0.17051157179950863,
    ];
    expect(largestDifference(update, Float32Array.from(expected))).toBeLessThan(1e-7);
  });

  test('a norm that nothing exceeds, without noise, is the ordinary step', async () => {
    const model = smallModels['a convolutional network']();
    const given = { ...plan, batchSize: 'full', localEpochs: 2 } as const;
    const [ordinary, unclipped] = await Promise.all(
      [undefined, clipped(1e6)].map((privacy) =>
        trainAll(make(model), [taskOf(20, 1)], { ...given, examplePrivacy: privacy }),
      ),
    );
    expect(largestDifference(unclipped[0].update, ordinary[0].update)).toBeLessThan(1e-6);
  });

  test('the noise of a step has its deviation, σ·C·η/B on every parameter', async () => {
    const trainer = make(smallModels['softmax regression']());
    const [noisy, quiet] = await Promise.all(
      [2.5, 1e-9].map((noiseMultiplier) =>
        trainAll(trainer, [taskOf(8, 1)], {
          ...plan,
          batchSize: 4,
          examplePrivacy: { clip: 0.3, noiseMultiplier, noise: 'seeded' },
        }),
      ),
    );
    expect(noisy[0].steps).toBe(2);
    const noise = noisy[0].update.map((value, i) => value - quiet[0].update[i]);
    // Of 1,450 numbers, within 5 standard errors; the second step's gradients differ by less than that.
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length);
    const expected = (Math.SQRT2 * 2.5 * 0.3 * 0.1) / 4;
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * 1450));
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(1450));
  });

  test('noise and batches are new in every run unless they come from the seed', async () => {
    const trainer = make(smallModels['softmax regression']());
    const twice = async (privacy: TrainingPlan['examplePrivacy']) => {
      const runs = [1, 2].map(() =>
        trainAll(trainer, [taskOf(20, 1)], { ...plan, examplePrivacy: privacy }),
      );
      const [[a], [b]] = await Promise.all(runs);
      return largestDifference(a.update, b.update);
    };
    expect(await twice(examplePrivacy)).toBe(0);
    expect(await twice({ ...examplePrivacy, noise: 'cryptographic' })).toBeGreaterThan(0.001);
  });

  test('no tensor is left behind', async () => {
    const trainer = make(smallModels['a dense network']());
    await trainAll(trainer, [taskOf(9, 1)], plan);
    const { numTensors } = tf.memory();
    await trainAll(trainer, [taskOf(9, 2)], { ...plan, batchSize: 3 });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('batch normalization is refused', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [12, 12, 1] }),
        tf.layers.batchNormalization({ name: 'norm' }),
        tf.layers.dense({ units: 10 }),
      ],
    });
    await expect(trainAll(make(model), [taskOf(9, 1)], plan)).rejects.toThrow(
      'examplePrivacy must be left out for a model with batch normalization, whose statistics mix ' +
        'the examples of a batch, got "layer norm"',
    );
  });
});

test.each([
  [{ clip: 0 }, 'examplePrivacy.clip must be > 0, got 0'],
  [{ clip: Infinity }, 'examplePrivacy.clip must be > 0, got Infinity'],
  [{ noiseMultiplier: -1 }, 'examplePrivacy.noiseMultiplier must be >= 0, got -1'],
])('%j is refused', async (wrong, message) => {
  const trainer = ending(eagerTrainer(linear()));
  const given = { ...plan, examplePrivacy: { ...examplePrivacy, ...wrong } };
  await expect(trainAll(trainer, [pixels([0, 0])], given)).rejects.toThrow(message);
});

test('what cannot be taken apart by examples trains eagerly, and says why', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.depthwiseConv2d({ inputShape: [12, 12, 1], kernelSize: 3 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10 }),
    ],
  });
  const lines: string[] = [];
  const trainer = ending(localTrainer(model, { announce: (line) => lines.push(line) }));
  await trainAll(trainer, [taskOf(3, 1)], plan);
  expect(lines).toEqual([
    'The model trains eagerly, more slowly: the gradient of one example cannot be told apart from ' +
      'the batch’s (DepthwiseGradFilter)',
  ]);
});
