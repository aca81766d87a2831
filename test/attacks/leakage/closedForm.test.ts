import { averageGradient } from '../../../src/attacks/leakage/observedUpdate';
import type { ObservedUpdate } from '../../../src/attacks/leakage/observedUpdate';
import { labelRecall } from '../../../src/attacks/leakage/labelRecall';
import { rebuildFromFirstLayer } from '../../../src/attacks/leakage/rebuildFromFirstLayer';
import { rebuildMeanImages } from '../../../src/attacks/leakage/rebuildMeanImages';
import { rebuiltDataset } from '../../../src/attacks/leakage/rebuilt';
import { revealLabels } from '../../../src/attacks/leakage/revealLabels';
import { parameterSpec } from '../../../src/core/parameters';
import { Rng } from '../../../src/core/rng';
import { largestDifference } from '../../../src/core/vector';
import { labelCounts } from '../../../src/data/dataset';
import { subset } from '../../../src/data/datasetParts';
import type { Dataset } from '../../../src/data/dataset';
import { loadDigits } from '../../../src/data/loadDigits';
import { useBackend } from '../../../src/models/backend';
import { denseClassifier, softmaxRegression } from '../../../src/models/zoo';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { TrainingPlan } from '../../../src/training/plan';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { trainLocally } from '../../../src/training/trainLocally';

const federated = loadDigits();
const digits = federated.client(federated.clientIds[0]).train;
const oneStep: TrainingPlan = { clientLearningRate: 0.1, localEpochs: 1, batchSize: 'full' };

beforeAll(() => useBackend('wasm'));

async function observe(
  trainer: LocalTrainer,
  train: Dataset,
  plan: TrainingPlan = oneStep,
): Promise<ObservedUpdate> {
  const parameters = trainer.initialParameters();
  const client = { id: 'a', train, test: train };
  const { update } = await trainLocally(trainer, parameters, client, plan, Rng.fromSeed(1));
  return { parameters, update, examples: train.size, plan };
}

const scaled = (bytes: Uint8Array): Float32Array => Float32Array.from(bytes, (byte) => byte / 255);

describe('softmax regression', () => {
  const make = (): LocalTrainer => eagerTrainer(softmaxRegression());

  test('one example: its label and its image', async () => {
    const trainer = make();
    for (const index of [0, 1, 2]) {
      const one = subset(digits, [index]);
      const { images, labels } = rebuildMeanImages(await observe(trainer, one), trainer.spec);
      expect(labels).toEqual(one.labels);
      expect(largestDifference(images, scaled(one.images))).toBeLessThan(1e-4);
    }
  });

  test('a batch: how many of each digit exactly, and the mean image of each', async () => {
    const trainer = make();
    const few = subset(
      digits,
      Array.from(digits.labels.keys()).filter((i) => digits.labels[i] < 4),
    );
    const observed = await observe(trainer, few);
    const counts = revealLabels(observed, trainer.spec);
    expect(counts).toEqual(labelCounts(few));
    const { images, labels } = rebuildMeanImages(observed, trainer.spec);
    labels.forEach((label, row) => {
      const mean = new Float64Array(784);
      few.labels.forEach((own, i) => {
        if (own !== label) return;
        mean.forEach((_, p) => (mean[p] += few.images[784 * i + p] / 255 / counts[label]));
      });
      const off = largestDifference(images.subarray(784 * row, 784 * (row + 1)), mean);
      expect(off).toBeLessThan(1e-4);
    });
    const shown = rebuiltDataset({ images, labels }, digits);
    expect([shown.size, shown.labels]).toEqual([labels.length, labels]);
    expect(() => rebuiltDataset({ images, labels }, { ...digits, shape: [14, 14, 1] })).toThrow(
      'like must have the shape of the rebuilt images, 784 pixels, got 196',
    );
  });
});

test('the first dense layer gives one example exactly, also after local epochs', async () => {
  const trainer = eagerTrainer(denseClassifier({ hidden: [16, 8], seed: 3 }));
  for (const localEpochs of [1, 5]) {
    const one = subset(digits, [localEpochs]);
    const observed = await observe(trainer, one, { ...oneStep, localEpochs });
    const { images, labels } = rebuildFromFirstLayer(observed, trainer.spec);
    expect(labels).toEqual(one.labels);
    expect(largestDifference(images, scaled(one.images))).toBeLessThan(1e-4);
  }
});

describe('by hand, with three classes', () => {
  const spec = parameterSpec([
    { name: 'kernel', shape: [1, 3] },
    { name: 'bias', shape: [3] },
  ]);
  const observed = (bias: readonly number[], examples: number): ObservedUpdate => ({
    parameters: new Float32Array(6),
    update: Float32Array.of(0, 0, 0, ...bias.map((value) => -value)),
    examples,
    plan: { clientLearningRate: 1, localEpochs: 1, batchSize: 'full' },
  });

  test('counts come from the bias, probabilities and rounding to the right sum', () => {
    // 1/3 − 2/4, 1/3 − 1/4, 1/3 − 1/4
    expect(Array.from(revealLabels(observed([-1 / 6, 1 / 12, 1 / 12], 4), spec))).toEqual([
      2, 1, 1,
    ]);
    const probabilities = [0.8, 0.1, 0.1];
    const counts = revealLabels(observed([-0.2, 0.1, 0.1], 2), spec, { probabilities });
    expect(Array.from(counts)).toEqual([2, 0, 0]);
    // A negative component proves a class, although 4 · (1/3 − (−0.01)) and so on exceed it.
    expect(Array.from(revealLabels(observed([-0.3, 0.31, -0.01], 2), spec))).toEqual([1, 0, 1]);
  });

  test('the average gradient is the update by the learning rate and the steps', () => {
    const plan = { clientLearningRate: 0.5, localEpochs: 3, batchSize: 2 };
    const update = Float32Array.of(9, -18, 0, 0, 0, 4.5);
    const gradient = averageGradient({ ...observed([0, 0, 0], 5), update, plan }); // 9 steps
    expect(Array.from(gradient)).toEqual(
      [-2, 4, 0, 0, 0, -1].map((x) => expect.closeTo(x, 6) as number),
    );
  });

  test('recall counts labels as often as the client has them', () => {
    expect(labelRecall([2, 1, 0], [1, 1, 2])).toBe(0.5);
    expect(labelRecall([0, 4], [0, 4])).toBe(1);
    expect(() => labelRecall([1], [1, 2])).toThrow('revealed must hold 2 counts, got 1');
    expect(() => labelRecall([0], [0])).toThrow('truth must count at least one example');
  });

  test('what cannot be attacked is refused', () => {
    const good = observed([-0.2, 0.1, 0.1], 1);
    const { plan } = good;
    const refused = (change: Partial<ObservedUpdate>, message: string): void => {
      expect(() => revealLabels({ ...good, ...change }, spec)).toThrow(message);
    };
    refused({ examples: 0 }, 'examples must be a whole number of at least 1, got 0');
    refused({ update: new Float32Array(5) }, 'update must hold 6 numbers, got 5');
    refused({ update: good.update.map(() => NaN) }, 'update must hold finite numbers');
    refused({ plan: { ...plan, proximalMu: 1 } }, 'plan.proximalMu must be 0, got 1');
    refused(
      { plan: { ...plan, optimizer: { kind: 'adam' } } },
      'plan.optimizer must be plain gradient descent, got "adam"',
    );
    expect(() => revealLabels(good, spec, { probabilities: [1] })).toThrow(
      'probabilities must hold 3 numbers, got 1',
    );
    const convolution = parameterSpec([
      { name: 'kernel', shape: [3, 3, 1, 2] },
      { name: 'bias', shape: [2] },
    ]);
    expect(() => revealLabels(good, convolution)).toThrow(
      'spec must end with a dense layer’s kernel and bias, got "[3, 3, 1, 2] and [2]"',
    );
    expect(() => rebuildFromFirstLayer(good, convolution)).toThrow('spec must begin with a dense');
    expect(() => rebuildFromFirstLayer({ ...good, examples: 2 }, spec)).toThrow(
      'examples must be 1, got 2',
    );
    const still = { ...good, update: new Float32Array(6) };
    expect(() => rebuildFromFirstLayer(still, spec)).toThrow('update must change a bias');
    expect(() => rebuildMeanImages(good, spec, [1])).toThrow('counts must hold 3 numbers, got 1');
    const deep = parameterSpec([...spec.tensors, ...spec.tensors]);
    expect(() => rebuildMeanImages(good, deep, [1])).toThrow('spec must be of softmax regression');
  });
});
