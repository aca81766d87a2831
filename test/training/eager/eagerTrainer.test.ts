import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../../src/core/rng';
import { makeDataset } from '../../../src/data/makeDataset';
import type { Dataset } from '../../../src/data/dataset';
import { useBackend } from '../../../src/models/backend';
import { getParameters } from '../../../src/models/parameters';
import { denseClassifier, softmaxRegression } from '../../../src/models/zoo';
import {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
} from '../../../src/training/eager/loss';
import type { CustomModel } from '../../../src/training/eager/model';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { LocalResult, LocalTrainer, TrainingTask } from '../../../src/training/localTrainer';
import type { TrainingPlan } from '../../../src/training/plan';
import { describeBackends } from '../../support/backends';
import { stripes } from '../../support/digits';
import { collect } from '../../support/trainers';

const plan: TrainingPlan = { localEpochs: 5, batchSize: 20, clientLearningRate: 0.1 };
const data = stripes(93, 1); // 4 full batches and one of 13: 25 steps in 5 epochs

function task(examples: Dataset, seed = 1): TrainingTask {
  return { clientId: 'alice', examples, rng: Rng.fromSeed(seed) };
}

async function trainOne(
  trainer: LocalTrainer,
  examples: Dataset,
  options: Partial<TrainingPlan> = {},
  seed = 1,
): Promise<LocalResult> {
  const results = trainer.train(trainer.initialParameters(), [task(examples, seed)], {
    ...plan,
    ...options,
  });
  for await (const result of results) return result;
  throw new Error('no result');
}

function convolutional(): tf.LayersModel {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [12, 12, 1],
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: seeded(1),
      }),
      tf.layers.conv2d({ filters: 6, kernelSize: 3, kernelInitializer: seeded(2) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, kernelInitializer: seeded(3) }),
    ],
  });
}

const shape = [12, 12, 1] as const;
const models = {
  'softmax regression': () => softmaxRegression({ shape }),
  'a dense network': () => denseClassifier({ shape, hidden: [16], seed: 1 }),
  'a convolutional network': convolutional,
};

/** Weights after 25 steps on plain JavaScript: what the other backends are compared with. */
const reference = new Map<string, Float32Array>();
beforeAll(async () => {
  await useBackend('cpu');
  for (const [name, build] of Object.entries(models)) {
    reference.set(name, (await trainOne(eagerTrainer(build()), data)).update);
  }
});

describeBackends('the eager trainer', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  test.each(Object.keys(models))(
    '%s: 25 steps agree with the cpu backend to 1e-5',
    async (name) => {
      const trainer = eagerTrainer(models[name as keyof typeof models]());
      const result = await trainOne(trainer, data);
      expect(tf.getBackend()).toBe(backend);
      expect(result.steps).toBe(25);
      const expected = reference.get(name)!;
      const difference = Math.max(
        ...result.update.map((value, i) => Math.abs(value - expected[i])),
      );
      expect(difference).toBeLessThan(1e-5);
      expect(Math.max(...result.update.map(Math.abs))).toBeGreaterThan(0.01);
    },
  );

  test('two steps on one example match a calculation by hand', async () => {
    // x = 1, label 0, all weights 0: p₀ = 1/2, so the first step adds 0.1·(1 − 1/2) = 0.05 to w₀ and
    // b₀; then z₀ − z₁ = 0.2, p₀ = 1/(1 + e^−0.2) = 0.549834, and 0.1·(1 − 0.549834) = 0.0450166.
    const one = makeDataset(Uint8Array.of(255), Uint8Array.of(0), [1, 1, 1], ['yes', 'no']);
    const trainer = eagerTrainer(softmaxRegression({ shape: [1, 1, 1], classes: 2 }));
    const { update, training } = await trainOne(trainer, one, { localEpochs: 2 });
    const moved = 0.0950166;
    [moved, -moved, moved, -moved].forEach((value, i) => {
      expect(update[i]).toBeCloseTo(value, 6);
    });
    expect(training.lossSum).toBeCloseTo(Math.log(2) + Math.log(1 + Math.exp(-0.2)), 5);
    expect(training).toMatchObject({ examples: 2, correct: 2 });
  });

  test('no tensor is left behind, by training, evaluation or prediction', async () => {
    const trainer = eagerTrainer(convolutional());
    await trainOne(trainer, data);
    const before = tf.memory().numTensors;
    const { update } = await trainOne(trainer, data);
    for await (const metrics of trainer.evaluate(update, [data, data])) {
      expect(metrics.examples).toBe(93);
    }
    await trainer.predict(update, data);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('whatever the backend', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  test('equal seeds give equal bits, different seeds different batches', async () => {
    const trainer = eagerTrainer(models['a dense network']());
    const first = await trainOne(trainer, data);
    const again = await trainOne(trainer, data);
    expect(again.update).toEqual(first.update);
    expect((await trainOne(trainer, data, {}, 2)).update).not.toEqual(first.update);
  });

  test('dropout draws from the task’s random numbers', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [...shape] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 10, kernelInitializer: 'zeros' }),
      ],
    });
    const trainer = eagerTrainer(model);
    const first = await trainOne(trainer, data);
    expect((await trainOne(trainer, data)).update).toEqual(first.update);
    const without = await trainOne(eagerTrainer(models['softmax regression']()), data);
    expect(first.update).not.toEqual(without.update);
  });

  test('the model itself is unchanged', async () => {
    const model = models['a dense network']();
    const before = getParameters(model);
    await trainOne(eagerTrainer(model), data);
    expect(getParameters(model)).toEqual(before);
  });

  test('a model that ends in softmax trains as one that gives logits', async () => {
    const dense = (activation?: 'softmax') =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [...shape] }),
          tf.layers.dense({ units: 10, kernelInitializer: 'zeros', activation }),
        ],
      });
    const probabilities = await trainOne(eagerTrainer(dense('softmax')), data);
    const logits = await trainOne(eagerTrainer(dense()), data);
    expect(probabilities.training.lossSum).toBeCloseTo(logits.training.lossSum, 3);
    probabilities.update.forEach((value, i) => {
      expect(value).toBeCloseTo(logits.update[i], 5);
    });
  });

  test('a model that ends in sigmoid trains with binary cross-entropy', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [...shape] }),
        tf.layers.dense({ units: 10, kernelInitializer: 'zeros', activation: 'sigmoid' }),
      ],
    });
    const byDefault = await trainOne(eagerTrainer(model), data);
    const chosen = await trainOne(eagerTrainer(model, { loss: binaryCrossEntropy }), data);
    expect(byDefault).toEqual(chosen);
    const other = await trainOne(eagerTrainer(model, { loss: crossEntropy }), data);
    expect(byDefault.update).not.toEqual(other.update);
  });

  test('a model written by hand equals the same model made of layers', async () => {
    const byHand: CustomModel = {
      variables: { kernel: tf.zeros([144, 10]), bias: tf.zeros([10]) },
      logits: ({ kernel, bias }, images) =>
        tf.add(tf.matMul(images.reshape([-1, 144]), kernel), bias),
    };
    const trainer = eagerTrainer(byHand);
    expect(trainer.spec.tensors.map(({ name }) => name)).toEqual(['kernel', 'bias']);
    const mine = await trainOne(trainer, data);
    const layers = await trainOne(eagerTrainer(models['softmax regression']()), data);
    mine.update.forEach((value, i) => {
      expect(value).toBeCloseTo(layers.update[i], 6);
    });
    const before = tf.memory().numTensors;
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before - 2);
  });

  test('another loss is used if given', async () => {
    const model = models['softmax regression']();
    const squared = eagerTrainer(model, { loss: meanSquaredError });
    for await (const metrics of squared.evaluate(squared.initialParameters(), [data])) {
      // All outputs are 0 and one of ten targets is 1: 1/10 an example.
      expect(metrics.lossSum / metrics.examples).toBeCloseTo(0.1, 6);
    }
  });

  test('evaluation sums over more examples than fit in one batch', async () => {
    const many = stripes(600, 2);
    const trainer = eagerTrainer(models['softmax regression']());
    const { update } = await trainOne(trainer, many);
    const outputs = await trainer.predict(update, many);
    let correct = 0;
    for (let i = 0; i < many.size; i++) {
      const row = outputs.subarray(i * 10, i * 10 + 10);
      if (row.indexOf(Math.max(...row)) === many.labels[i]) correct++;
    }
    for await (const metrics of trainer.evaluate(update, [many])) {
      expect(metrics).toMatchObject({ examples: 600, correct });
    }
    expect(correct).toBeGreaterThan(400);
  });

  const one = makeDataset(Uint8Array.of(255), Uint8Array.of(0), [1, 1, 1], ['yes', 'no']);
  const tiny = () => eagerTrainer(softmaxRegression({ shape: [1, 1, 1], classes: 2 }));
  /** Probability of label 0 where z₀ = w₀ + b₀ = −z₁ = 2w. */
  const probability = (w: number): number => 1 / (1 + Math.exp(-4 * w));

  test('momentum: v ← m·v + g, w ← w − η·v', async () => {
    const [rate, momentum] = [0.1, 0.9];
    let [w, v] = [0, 0];
    for (let step = 0; step < 3; step++) {
      v = momentum * v + (probability(w) - 1);
      w -= rate * v;
    }
    const optimizer = { kind: 'momentum', momentum } as const;
    const { update } = await trainOne(tiny(), one, { localEpochs: 3, optimizer });
    expect(update[0]).toBeCloseTo(w, 6);
  });

  test('Adam: its first step is the learning rate, the next follow Kingma and Ba', async () => {
    const [rate, beta1, beta2, epsilon] = [0.1, 0.8, 0.99, 1e-7];
    let [w, m, v] = [0, 0, 0];
    for (let step = 1; step <= 3; step++) {
      const g = probability(w) - 1;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      w -= (rate * (m / (1 - beta1 ** step))) / (Math.sqrt(v / (1 - beta2 ** step)) + epsilon);
    }
    const optimizer = { kind: 'adam', beta1, beta2 } as const;
    const { update } = await trainOne(tiny(), one, { localEpochs: 3, optimizer });
    expect(update[0]).toBeCloseTo(w, 5);
    const first = await trainOne(tiny(), one, { localEpochs: 1, optimizer });
    expect(first.update[0]).toBeCloseTo(0.1, 5);
  });

  test('the proximal term pulls back toward the start: g + μ(w − w₀)', async () => {
    const [rate, mu] = [0.1, 2];
    let w = 0;
    for (let step = 0; step < 3; step++) w -= rate * (probability(w) - 1 + mu * w);
    const { update } = await trainOne(tiny(), one, { localEpochs: 3, proximalMu: mu });
    expect(update[0]).toBeCloseTo(w, 6);
  });

  test('a correction is added to the gradient of every step', async () => {
    const trainer = tiny();
    const correction = Float32Array.of(0.5, 0, 0, 0);
    const tasks = [{ ...task(one), correction }];
    const before = tf.memory().numTensors;
    const results = trainer.train(trainer.initialParameters(), tasks, { ...plan, localEpochs: 1 });
    for await (const { update } of results) {
      // Without it the first step is 0.05 for w₀ and b₀; with it w₀ gets 0.1·(0.5 − 0.5) = 0.
      expect(update[0]).toBeCloseTo(0, 6);
      expect(update[2]).toBeCloseTo(0.05, 6);
    }
    expect(tf.memory().numTensors).toBe(before);
    const short = [{ ...task(one), correction: new Float32Array(3) }];
    const wrong = trainer.train(trainer.initialParameters(), short, plan);
    await expect(wrong[Symbol.asyncIterator]().next()).rejects.toThrow(
      'correction must hold 4 numbers, got 3',
    );
  });

  test('other code runs during a client’s training, and may end it', async () => {
    const model = softmaxRegression({ shape });
    const trainer = eagerTrainer(model);
    const own = [...getParameters(model)];
    const alone = await trainOne(trainer, data, { localEpochs: 60 });

    // Another client is trained, and the model looked at, whenever the first one pauses.
    let turns = 0;
    let done = false;
    const meddle = async (): Promise<void> => {
      while (!done) {
        expect([...getParameters(model)]).toEqual(own);
        await trainOne(trainer, stripes(20, 9), { localEpochs: 1 }, 5);
        turns++;
        await new Promise(setImmediate);
      }
    };
    const meddling = meddle();
    const beside = await trainOne(trainer, data, { localEpochs: 60 });
    done = true;
    await meddling;
    expect(turns).toBeGreaterThan(0);
    expect(beside.update).toEqual(alone.update);
    expect(beside.training).toEqual(alone.training);

    // Aborted by a timer, which fires although a single client trains for ever.
    const { numTensors } = tf.memory();
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('time is up'));
    }, 1);
    const endless = { ...plan, localEpochs: 2000 };
    const results = trainer.train(alone.update, [task(data)], endless, controller.signal);
    await expect(collect(results)).rejects.toThrow('time is up');
    expect(tf.memory().numTensors).toBe(numTensors);
    expect([...getParameters(model)]).toEqual(own);
  });

  test('an aborted signal stops before the next client', async () => {
    const trainer = eagerTrainer(models['softmax regression']());
    const controller = new AbortController();
    const done: string[] = [];
    const tasks = ['a', 'b', 'c'].map((clientId) => ({ ...task(data), clientId }));
    await expect(async () => {
      const results = trainer.train(trainer.initialParameters(), tasks, plan, controller.signal);
      for await (const { clientId } of results) {
        done.push(clientId);
        controller.abort(new Error('stopped by the reader'));
      }
    }).rejects.toThrow('stopped by the reader');
    expect(done).toEqual(['a']);
  });

  test.each([
    [{ batchSize: 0 }, 'batchSize must be a whole number of at least 1, got 0'],
    [{ clientLearningRate: NaN }, 'clientLearningRate must be > 0, got NaN'],
    [{ localEpochs: 1.5 }, 'localEpochs must be a whole number of at least 1, got 1.5'],
    [{ proximalMu: -1 }, 'proximalMu must be >= 0, got -1'],
    [
      { optimizer: { kind: 'momentum', momentum: 1 } } as const,
      'optimizer.momentum must be in [0, 1), got 1',
    ],
    [
      { optimizer: { kind: 'lion' } } as unknown as Partial<TrainingPlan>,
      'optimizer.kind must be one of sgd, momentum, adam, got "lion"',
    ],
  ])('%j is refused', async (options, message) => {
    const trainer = eagerTrainer(models['softmax regression']());
    await expect(trainOne(trainer, data, options)).rejects.toThrow(message);
  });

  test('parameters of another model are refused', async () => {
    const trainer = eagerTrainer(models['softmax regression']());
    await expect(trainer.predict(new Float32Array(3), data)).rejects.toThrow(
      'parameters must hold 1450 numbers, got 3',
    );
  });
});
