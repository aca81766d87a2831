import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../../src/models/backend';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { CustomModel } from '../../../src/training/eager/model';
import { meanSquaredError } from '../../../src/training/eager/loss';
import type { LocalTrainer, TrainingTask } from '../../../src/training/localTrainer';
import type { TrainingPlan } from '../../../src/training/plan';
import { stripes } from '../../support/digits';
import {
  collect,
  emptied,
  largestDifference,
  smallModels,
  endingWithTheTest,
  taskOf,
  trainAll,
} from '../../support/trainers';

const once: TrainingPlan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 };
const names = Object.keys(smallModels) as (keyof typeof smallModels)[];
const ending = endingWithTheTest();

function compiled(...args: Parameters<typeof compiledTrainer>): LocalTrainer {
  return ending(compiledTrainer(...args));
}

beforeAll(async () => {
  await useBackend('cpu');
});

/** Trains clients by both trainers and compares all that they give. */
async function expectEqual(
  model: tf.LayersModel,
  tasks: readonly TrainingTask[],
  plan: TrainingPlan,
  tolerance: number,
): Promise<void> {
  const expected = await trainAll(eagerTrainer(model), tasks, plan);
  const results = await trainAll(compiled(model, { workers: 1 }), tasks, plan);
  expect(results).toHaveLength(expected.length);
  results.forEach((result, i) => {
    const { update, training, ...rest } = expected[i];
    expect(result).toMatchObject(rest);
    expect(largestDifference(result.update, update)).toBeLessThanOrEqual(tolerance);
    expect(result.training.examples).toBe(training.examples);
    expect(result.training.lossSum).toBeCloseTo(training.lossSum, 3);
    expect(result.training.correct).toBe(training.correct);
  });
}

describe.each(names)('%s, compiled, equals the eager trainer', (name) => {
  const model = () => smallModels[name]();

  test.each([1, 7, 20])('to 1e-6 after one step on %d examples', async (size) => {
    await expectEqual(model(), [taskOf(size, 1)], once, 1e-6);
  });

  test('to 1e-5 after 25 steps, with a smaller batch at the end of each epoch', async () => {
    await expectEqual(model(), [taskOf(93, 1)], { ...once, localEpochs: 5 }, 1e-5);
  });

  test('to 1e-6 if a step takes all examples', async () => {
    const plan = { ...once, localEpochs: 2, batchSize: 'full' } as const;
    await expectEqual(model(), [taskOf(33, 1), taskOf(12, 2)], plan, 1e-6);
  });

  test('in evaluation and prediction, over more examples than fit in a batch', async () => {
    const datasets = [stripes(600, 1), emptied(stripes(1, 1)), stripes(5, 2)];
    const one = model();
    const eager = eagerTrainer(one);
    const trainer = compiled(one, { workers: 1 });
    const [{ update }] = await trainAll(eager, [taskOf(93, 1)], once);
    const expected = await collect(eager.evaluate(update, datasets));
    const measured = await collect(trainer.evaluate(update, datasets));
    measured.forEach(({ examples, lossSum, correct }, i) => {
      expect({ examples, correct }).toEqual({
        examples: expected[i].examples,
        correct: expected[i].correct,
      });
      expect(lossSum).toBeCloseTo(expected[i].lossSum, 3);
    });
    const outputs = await trainer.predict(update, datasets[0]);
    expect(outputs).toHaveLength(6000);
    expect(largestDifference(outputs, await eager.predict(update, datasets[0]))).toBeLessThan(1e-5);
    expect(await trainer.predict(update, datasets[1])).toHaveLength(0);
  });
});

const dense = 'a dense network';

describe('what a plan may hold', () => {
  test.each([
    { optimizer: { kind: 'momentum', momentum: 0.9 } } as const,
    { optimizer: { kind: 'adam' }, clientLearningRate: 0.01 } as const,
    { proximalMu: 0.5 },
  ])('%j: 15 steps equal the eager trainer’s to 1e-5', async (options) => {
    const plan = { ...once, localEpochs: 3, ...options };
    await expectEqual(smallModels[dense](), [taskOf(93, 1), taskOf(20, 2)], plan, 1e-5);
  });

  test('corrections are added to the gradients', async () => {
    const model = smallModels[dense]();
    const { size } = eagerTrainer(model).spec;
    const correction = Float32Array.from({ length: size }, (_, i) => Math.sin(i) / 100);
    const tasks = [{ ...taskOf(93, 1), correction }, taskOf(20, 2)];
    await expectEqual(model, tasks, { ...once, localEpochs: 3 }, 1e-5);
    const short = [{ ...taskOf(5, 1), correction: new Float32Array(3) }];
    await expect(trainAll(compiled(model), short, once)).rejects.toThrow(
      `correction must hold ${size} numbers, got 3`,
    );
  });

  test('another loss and a model written by hand', async () => {
    const byHand: CustomModel = {
      variables: { kernel: tf.zeros([144, 10]), bias: tf.zeros([10]) },
      logits: ({ kernel, bias }, images) =>
        tf.add(tf.matMul(images.reshape([-1, 144]), kernel), bias),
    };
    const tasks = [taskOf(93, 1)];
    const [expected] = await trainAll(
      eagerTrainer(byHand, { loss: meanSquaredError }),
      tasks,
      once,
    );
    const [result] = await trainAll(compiled(byHand, { loss: meanSquaredError }), tasks, once);
    expect(largestDifference(result.update, expected.update)).toBeLessThan(1e-6);
  });

  test.each([
    {},
    { optimizer: { kind: 'momentum', momentum: 0.9 } } as const,
    { optimizer: { kind: 'adam' }, clientLearningRate: 0.01 } as const,
    { proximalMu: 0.5 },
  ])('batch normalization with %j takes batches of their own size', async (options) => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    // No bias before the normalization: its gradient is 0, and Adam would make steps of roundings.
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [12, 12, 1] }),
        tf.layers.dense({ units: 8, useBias: false, kernelInitializer }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 10, kernelInitializer }),
      ],
    });
    await expectEqual(model, [taskOf(53, 1)], { ...once, localEpochs: 2, ...options }, 1e-5);
  });

  test('dropout is repeatable, and differs from client to client', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [12, 12, 1] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 10, kernelInitializer: 'zeros' }),
      ],
    });
    const tasks = [taskOf(93, 1), { ...taskOf(93, 2), examples: stripes(93, 1) }];
    const [first, second] = await trainAll(compiled(model), tasks, once);
    const [again] = await trainAll(compiled(model), tasks, once);
    expect(again).toEqual(first);
    expect(second.update).not.toEqual(first.update);
  });
});

test('ONNX Runtime for WebAssembly gives the same up to rounding', async () => {
  const model = smallModels['a convolutional network']();
  const tasks = [taskOf(93, 1), taskOf(7, 2)];
  const native = await trainAll(compiled(model, { engine: 'node' }), tasks, once);
  const web = await trainAll(compiled(model, { engine: 'web', workers: 2 }), tasks, once);
  web.forEach(({ update }, i) => {
    expect(largestDifference(update, native[i].update)).toBeLessThan(1e-5);
  });
});

test('no tensor is left behind, and the model is unchanged', async () => {
  const model = smallModels['a convolutional network']();
  const before = model.getWeights().map((weight) => weight.dataSync().slice());
  const trainer = compiled(model);
  const tensors = tf.memory().numTensors;
  const [{ update }] = await trainAll(trainer, [taskOf(93, 1)], once);
  await trainer.predict(update, stripes(5, 1));
  expect(tf.memory().numTensors).toBe(tensors);
  expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before);
});

test('updates written to recycled memory are the same', async () => {
  const trainer = compiled(smallModels[names[0]](), { workers: 2 });
  const tasks = [taskOf(9, 1), taskOf(20, 2), taskOf(33, 3)];
  const fresh = await trainAll(trainer, tasks, once);
  const kept = fresh.map(({ update }) => update.slice());
  for (const { update } of fresh) {
    trainer.recycle(update);
    trainer.recycle(update);
  }
  trainer.recycle(new Float32Array(3));
  const again = await trainAll(trainer, tasks, once);
  expect(again.map(({ update }) => update)).toEqual(kept);
  const buffers = new Set(fresh.map(({ update }) => update.buffer));
  expect(new Set(again.map(({ update }) => buffers.has(update.buffer)))).toEqual(new Set([true]));
});

test('no buffer is handed over between threads: V8 would slow down all loops over numbers', async () => {
  const postMessage = jest.spyOn(Worker.prototype, 'postMessage');
  try {
    const [{ update }] = await trainAll(
      compiled(smallModels[names[0]](), { workers: 1 }),
      [taskOf(9, 1)],
      once,
    );
    expect(update.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(postMessage).toHaveBeenCalled();
    for (const [, transferred] of postMessage.mock.calls) expect(transferred).toBeUndefined();
  } finally {
    postMessage.mockRestore();
  }
});

test('a client may pass over its examples less often than the plan says', async () => {
  const task = taskOf(33, 1);
  const plan = { ...once, localEpochs: 3 };
  for (const trainer of [
    compiled(smallModels[names[0]]()),
    eagerTrainer(smallModels[names[0]]()),
  ]) {
    const [short] = await trainAll(trainer, [{ ...task, localEpochs: 1 }], plan);
    const [expected] = await trainAll(trainer, [task], once);
    expect(short).toEqual(expected);
    await expect(trainAll(trainer, [{ ...task, localEpochs: 0 }], plan)).rejects.toThrow(
      'localEpochs must be a whole number of at least 1, got 0',
    );
  }
});

test('wrong arguments are named', async () => {
  const model = smallModels[dense]();
  expect(() => compiledTrainer(model, { workers: 0 })).toThrow(
    'workers must be a whole number of at least 1, got 0',
  );
  expect(() => compiledTrainer(model, { engine: 'gpu' as 'web' })).toThrow(
    'engine must be one of auto, node, web, got "gpu"',
  );
  const trainer = compiled(model);
  await expect(trainAll(trainer, [taskOf(5, 1)], { ...once, batchSize: 0 })).rejects.toThrow(
    'batchSize must be a whole number of at least 1, got 0',
  );
  await expect(trainer.predict(new Float32Array(3), stripes(1, 1))).rejects.toThrow(
    'parameters must hold 2490 numbers, got 3',
  );
});
