import * as tf from '@tensorflow/tfjs';
import { invertGradient } from '../../../src/attacks/leakage/invertGradient';
import type {
  InversionOptions,
  InversionProgress,
} from '../../../src/attacks/leakage/invertGradient';
import { matchImages } from '../../../src/attacks/leakage/matchImages';
import type { ObservedUpdate } from '../../../src/attacks/leakage/observedUpdate';
import { Rng } from '../../../src/core/rng';
import { concatenate, subset } from '../../../src/data/datasetParts';
import type { Dataset } from '../../../src/data/dataset';
import { clients } from '../../../src/data/federatedDataset';
import { loadDigits } from '../../../src/data/loadDigits';
import { useBackend } from '../../../src/models/backend';
import { getParameters } from '../../../src/models/parameters';
import { cnn, denseClassifier } from '../../../src/models/zoo';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { TrainableModel } from '../../../src/training/eager/model';
import type { TrainingPlan } from '../../../src/training/plan';
import { trainLocally } from '../../../src/training/trainLocally';

const federated = loadDigits();
const digits = concatenate(
  clients(federated, federated.clientIds.slice(0, 3)).map(({ train }) => train),
);
/** Two pixels become one, so that the tests are quick: 14 × 14. */
const small = halved(digits);

function halved(dataset: Dataset): Dataset {
  const images = new Uint8Array(dataset.size * 196);
  for (let i = 0; i < images.length; i++) {
    const [index, y, x] = [Math.floor(i / 196), Math.floor((i % 196) / 14), i % 14];
    const at = 784 * index + 56 * y + 2 * x;
    const { images: from } = dataset;
    images[i] = (from[at] + from[at + 1] + from[at + 28] + from[at + 29]) / 4;
  }
  return { ...dataset, images, shape: [14, 14, 1] };
}

beforeAll(() => useBackend('wasm'));

const plan: TrainingPlan = { clientLearningRate: 0.1, localEpochs: 1, batchSize: 'full' };
const network = (): tf.LayersModel =>
  denseClassifier({ shape: [14, 14, 1], hidden: [64], seed: 1 });

async function observe(
  model: TrainableModel,
  train: Dataset,
  change: Partial<TrainingPlan> = {},
): Promise<ObservedUpdate> {
  const trainer = eagerTrainer(model);
  const parameters = trainer.initialParameters();
  const client = { id: 'a', train, test: train };
  const own = { ...plan, ...change };
  const { update } = await trainLocally(trainer, parameters, client, own, Rng.fromSeed(1));
  trainer.dispose();
  return { parameters, update, examples: train.size, plan: own };
}

/** Mean ratio of rebuilt to true images, in dB. */
async function rebuilt(
  model: TrainableModel,
  observed: ObservedUpdate,
  truth: Dataset,
  options: Partial<InversionOptions> = {},
): Promise<number> {
  const before = tf.memory().numTensors;
  const inversion = await invertGradient(model, observed, {
    ...{ shape: truth.shape, rng: Rng.fromSeed(7), iterations: 80 },
    ...options,
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(inversion.labels).toEqual(truth.labels.slice().sort());
  expect(inversion.images.every((value) => value >= 0 && value <= 1)).toBe(true);
  const { psnr } = matchImages(inversion, truth);
  return psnr.reduce((a, b) => a + b) / psnr.length;
}

test('one image and a batch of a dense network are rebuilt; the model stays as it was', async () => {
  const model = network();
  const own = getParameters(model);
  for (const indices of [[5], [1, 2, 3]]) {
    const truth = subset(small, indices);
    const progress: InversionProgress[] = [];
    const quality = await rebuilt(model, await observe(model, truth), truth, {
      onProgress: (at) => progress.push(at),
    });
    expect(quality).toBeGreaterThan(25);
    expect(progress.at(-1)).toMatchObject({ restart: 0, iteration: 80, iterations: 80 });
    expect(progress.at(-1)!.distance).toBeLessThan(0.05);
  }
  expect(getParameters(model)).toEqual(own);
});

test('an image is rebuilt from a convolutional network', async () => {
  const model = cnn({ shape: [14, 14, 1], seed: 2 });
  const truth = subset(small, [4]);
  const quality = await rebuilt(model, await observe(model, truth), truth, { iterations: 40 });
  expect(quality).toBeGreaterThan(20);
});

test('noise defeats it', async () => {
  const model = network();
  const truth = subset(small, [5]);
  const observed = await observe(model, truth);
  const rng = Rng.fromSeed(3);
  const update = observed.update.map((value) => value + 0.1 * rng.normal());
  const labels = Array.from(truth.labels);
  const noisy = { ...observed, update };
  expect(await rebuilt(model, noisy, truth, { labels, iterations: 40 })).toBeLessThan(12);
});

test('after local epochs the steps can be repeated', async () => {
  const model = network();
  const truth = subset(small, [1, 2]);
  const observed = await observe(model, truth, { localEpochs: 4, clientLearningRate: 0.3 });
  const options = { iterations: 60, replaySteps: true };
  expect(await rebuilt(model, observed, truth, options)).toBeGreaterThan(22);
});

test('the same stream gives the same images, and the best of several starts counts', async () => {
  const model = network();
  const truth = subset(small, [5]);
  const observed = await observe(model, truth);
  const options = { shape: truth.shape, rng: Rng.fromSeed(1), iterations: 8 };
  const once = await invertGradient(model, observed, options);
  expect(await invertGradient(model, observed, options)).toEqual(once);
  const starts = await invertGradient(model, observed, { ...options, starts: 3 });
  expect(starts.distance).toBeLessThanOrEqual(once.distance);
});

test('a model written by hand can be attacked', async () => {
  const rng = Rng.fromSeed(1);
  const normal = (...shape: number[]): tf.Tensor => {
    const size = shape.reduce((a, b) => a * b);
    const values = Float32Array.from({ length: size }, () => 0.1 * rng.normal());
    return tf.tensor(values, shape);
  };
  const variables = { w: normal(196, 24), b: normal(24), v: normal(24, 10), c: normal(10) };
  const model: TrainableModel = {
    variables,
    logits: ({ w, b, v, c }, images) => {
      const hidden = tf.sigmoid(tf.add(tf.matMul(tf.reshape(images, [-1, 196]), w), b));
      return tf.add(tf.matMul(hidden, v), c);
    },
  };
  const truth = subset(small, [5]);
  expect(await rebuilt(model, await observe(model, truth), truth)).toBeGreaterThan(20);
  tf.dispose(Object.values(variables));
});

test('an aborted search ends with the reason, and nothing is left behind', async () => {
  const model = network();
  const truth = subset(small, [5]);
  const observed = await observe(model, truth);
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const running = invertGradient(model, observed, {
    ...{ shape: truth.shape, rng: Rng.fromSeed(1), iterations: 1e6, signal: controller.signal },
    onProgress: () => {
      controller.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('options out of range are refused, and nothing is left behind', async () => {
  const model = network();
  const observed = await observe(model, subset(small, [1, 2]));
  const before = tf.memory().numTensors;
  const refused = async (
    message: string,
    options: Partial<InversionOptions>,
    change: Partial<ObservedUpdate> = {},
  ): Promise<void> => {
    const all = { shape: small.shape, rng: Rng.fromSeed(1), ...options };
    await expect(invertGradient(model, { ...observed, ...change }, all)).rejects.toThrow(message);
  };
  await refused('iterations must be a whole number of at least 8, got 7', { iterations: 7 });
  await refused('learningRate must be > 0, got 0', { learningRate: 0 });
  await refused('totalVariation must be >= 0, got -1', { totalVariation: -1 });
  await refused('starts must be a whole number of at least 1, got 0', { starts: 0 });
  await refused('labels must be 2, got 1', { labels: [1] });
  await refused(
    'update must hold a number that is not 0',
    {},
    { update: observed.update.map(() => 0) },
  );
  await refused(
    'plan.batchSize must be full or at least 2, so that steps can be repeated, got 1',
    { replaySteps: true },
    { plan: { ...plan, batchSize: 1 } },
  );
  const short = observed.parameters.subarray(1);
  await refused('parameters must hold', {}, { parameters: short, update: short });
  expect(tf.memory().numTensors).toBe(before);
});
