import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import { makeDataset } from '../../src/data/makeDataset';
import type { Dataset } from '../../src/data/dataset';
import { useBackend } from '../../src/models/backend';
import { softmaxRegression } from '../../src/models/zoo';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { softmaxCrossEntropy } from '../../src/training/eager/loss';
import type { Loss } from '../../src/training/eager/loss';
import type { TrainableModel } from '../../src/training/eager/model';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../src/training/localTrainer';
import { localTrainer } from '../../src/training/makeTrainer';
import { stripes } from '../support/digits';
import { collect, endingWithTheTest, trainAll } from '../support/trainers';

const shape = [12, 12, 1] as const;
const model = () => softmaxRegression({ shape });
const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 } as const;
const letters = Array.from({ length: 62 }, (_, i) => `class ${i}`);
const examples = stripes(10, 1);
const labeled = (label: number): Dataset => {
  const labels = examples.labels.slice();
  labels[7] = label;
  return makeDataset(examples.images, labels, shape, letters);
};
const ending = endingWithTheTest();

beforeAll(async () => {
  await useBackend('wasm');
});

const train = (trainer: LocalTrainer, dataset: Dataset): Promise<unknown> =>
  trainAll(trainer, [{ clientId: 'ann', examples: dataset, rng: Rng.fromSeed(1) }], plan);
const evaluate = (trainer: LocalTrainer, dataset: Dataset): Promise<unknown> =>
  collect(trainer.evaluate(trainer.initialParameters(), [dataset]));
const predict = (trainer: LocalTrainer, dataset: Dataset): Promise<unknown> =>
  trainer.predict(trainer.initialParameters(), dataset);

describe.each([
  ['eager', eagerTrainer],
  ['compiled', compiledTrainer],
  ['automatic', (it: TrainableModel, o?: { loss?: Loss }) => localTrainer(it, o)],
])('the %s engine', (_, make) => {
  /** Training and evaluation are refused with this message; the model can be used afterwards. */
  async function expectRefused(
    trainer: LocalTrainer,
    dataset: Dataset,
    message: string,
    uses = [train, evaluate],
  ): Promise<void> {
    const before = tf.memory().numTensors;
    for (const use of uses) {
      const error = { name: 'ArgumentError', message };
      await expect(use(trainer, dataset)).rejects.toMatchObject(error);
      await expect(use(trainer, dataset)).rejects.toMatchObject(error);
    }
    expect(tf.memory().numTensors).toBe(before);
  }

  test('refuses labels without a model output', async () => {
    const trainer = ending(make(model()));
    const message = 'labels[7] must be below 10, the number of the model’s outputs, got 40';
    await expectRefused(trainer, labeled(40), message);
    await expectRefused(trainer, labeled(10), message.replace('40', '10'));
    await train(trainer, labeled(9));
    await predict(trainer, labeled(40));
  });

  test('refuses a single output for several classes, but for two with a loss that tells them', async () => {
    const two = makeDataset(examples.images, new Uint8Array(10), shape, ['no', 'yes']);
    await train(ending(make(softmaxRegression({ shape, classes: 2 }))), two);
    const single = () => {
      const dense = tf.layers.dense({ units: 1, activation: 'sigmoid' });
      return tf.sequential({ layers: [tf.layers.flatten({ inputShape: [...shape] }), dense] });
    };
    await train(ending(make(single())), two);
    const three = makeDataset(examples.images, new Uint8Array(10), shape, ['no', 'yes', 'perhaps']);
    const message = 'model must have an output for each of 3 classes, got "1 output"';
    await expectRefused(ending(make(single())), three, message);
    const ofSeveral = ending(make(single(), { loss: softmaxCrossEntropy }));
    await expectRefused(ofSeveral, two, message.replace('3', '2'));
  });

  test('refuses images whose shape differs from the model’s input', async () => {
    const all = [train, evaluate, predict];
    const network = () =>
      tf.sequential({
        layers: [tf.layers.flatten({ inputShape: [12, 12, 1] }), tf.layers.dense({ units: 10 })],
      });
    const image = ending(make(network()));
    const turned = makeDataset(examples.images, examples.labels, [6, 24, 1], examples.classNames);
    const rule = 'dataset.shape must be the model’s input, [12, 12, 1], got';
    await expectRefused(image, turned, `${rule} "[6, 24, 1]"`, all);
    // Four small images hold the numbers of one large one.
    await expectRefused(image, stripes(8, 1, 6), `${rule} "[6, 6, 1]"`, all);
    const dense = tf.layers.dense({ units: 10, inputShape: [144] });
    const flat = ending(make(tf.sequential({ layers: [dense] })));
    await train(flat, turned);
    await expectRefused(
      flat,
      stripes(8, 1, 6),
      'dataset.shape must hold the 144 numbers of the model’s input, [144], got "[6, 6, 1]"',
      all,
    );
  });

  test('takes images of any size if the model does', async () => {
    const layers = [
      tf.layers.conv2d({ inputShape: [null, null, 1] as never, filters: 10, kernelSize: 3 }),
      tf.layers.globalAveragePooling2d({}),
    ];
    const trainer = ending(make(tf.sequential({ layers })));
    await train(trainer, stripes(8, 1, 6));
    await train(trainer, stripes(8, 1, 12));
  });

  test('refuses invalid parts of a dataset', async () => {
    const trainer = ending(make(model()));
    const all = [train, evaluate, predict];
    const floats = Float32Array.from(examples.images, (byte) => byte / 255) as never;
    const rule = 'must be a Uint8Array of numbers from 0 to 255, got';
    await expectRefused(
      trainer,
      { ...examples, images: floats },
      `images ${rule} a Float32Array`,
      all,
    );
    const list = [...examples.labels] as never;
    await expectRefused(
      trainer,
      { ...examples, labels: list },
      `labels ${rule} an array of 10`,
      all,
    );
    await expectRefused(
      trainer,
      { ...examples, size: 20 },
      'labels must be as many as the dataset’s size, 20, got 10',
      all,
    );
  });

  const oneHot = (labels: tf.Tensor1D, outputs: tf.Tensor2D) =>
    tf.oneHot(labels, outputs.shape[1]).toFloat();
  const perOutput = (labels: tf.Tensor1D, outputs: tf.Tensor2D) =>
    tf.neg(tf.mul(oneHot(labels, outputs), tf.logSoftmax(outputs)));
  const losses: readonly (readonly [name: string, loss: unknown, got: string])[] = [
    ['a scalar', (l: tf.Tensor1D, o: tf.Tensor2D) => tf.mean(perOutput(l, o)), '"[]"'],
    [
      'a column',
      (l: tf.Tensor1D, o: tf.Tensor2D) => softmaxCrossEntropy(l, o).expandDims(1),
      '"[3, 1]"',
    ],
    ['one number an output', perOutput, '"[3, 10]"'],
    [
      'one number a class',
      (l: tf.Tensor1D, o: tf.Tensor2D) => tf.mean(perOutput(l, o), 0),
      '"[10]"',
    ],
    [
      'a promise',
      (l: tf.Tensor1D, o: tf.Tensor2D) => Promise.resolve(softmaxCrossEntropy(l, o)),
      'a Promise',
    ],
    ['a promise that fails', () => Promise.reject(new Error('nobody waits for it')), 'a Promise'],
    ['nothing', () => undefined, 'undefined'],
    ['a number', () => 1, '1'],
    ['plain numbers', () => [1, 2, 3], 'an array of 3'],
  ];

  test.each(losses)('refuses a loss that gives %s', async (_name, loss, got) => {
    await expectRefused(
      ending(make(model(), { loss: loss as Loss })),
      examples,
      'loss must give a tensor of shape [batch], one number per example: [3] for a batch of 3, ' +
        `got ${got}`,
    );
  });

  test('distinguishes classes from examples if there are equally many', async () => {
    const three = () => softmaxRegression({ shape, classes: 3 });
    const data = makeDataset(examples.images, new Uint8Array(10), shape, ['a', 'b', 'c']);
    const loss = ((l: tf.Tensor1D, o: tf.Tensor2D) => tf.mean(perOutput(l, o), 0)) as Loss;
    await expectRefused(
      ending(make(three(), { loss })),
      data,
      'loss must give a tensor of shape [batch], one number per example: [4] for a batch of 4, ' +
        'got "[3]"',
    );
    await train(ending(make(three())), data);
  });

  test('refuses a loss that is not a function', () => {
    expect(() => make(model(), { loss: 'mse' as never })).toThrow(
      'loss must be a function, got "mse"',
    );
  });

  test('refuses outputs of another shape than [batch, outputs]', async () => {
    const layers = [tf.layers.conv2d({ inputShape: [...shape], filters: 2, kernelSize: 3 })];
    const loss: Loss = (_labels, outputs) => tf.mean(outputs, [1, 2, 3] as never);
    await expectRefused(
      ending(make(tf.sequential({ layers }), { loss })),
      examples,
      'model must give outputs of shape [batch, outputs] for a batch of 3, got "[3, 10, 10, 2]"',
    );
  });

  test('checks a dataset once', async () => {
    const trainer = ending(make(model()));
    const labels = examples.labels.slice();
    const look = jest.fn((test: (label: number) => boolean) => examples.labels.findIndex(test));
    labels.findIndex = look;
    const watched = { ...examples, labels };
    for (const use of [train, evaluate, train, predict]) {
      await use(trainer, watched);
    }
    expect(look).toHaveBeenCalledTimes(1);
  });
});
