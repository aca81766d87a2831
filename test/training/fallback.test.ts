import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../../src/compiler/traceError';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import type { CustomModel, TrainableModel } from '../../src/training/eager/model';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { LocalTrainer, TrainingTask } from '../../src/training/localTrainer';
import { localTrainer } from '../../src/training/makeTrainer';
import type { TrainerOptions } from '../../src/training/makeTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { stripes } from '../support/digits';
import {
  collect,
  endingWithTheTest,
  largestDifference,
  taskOf,
  trainAll,
} from '../support/trainers';

const plan: TrainingPlan = { localEpochs: 2, batchSize: 20, clientLearningRate: 0.1 };
const ending = endingWithTheTest();
const lines: string[] = [];

function trainerOf(model: TrainableModel, options: TrainerOptions = {}): LocalTrainer {
  const announce = (line: string): void => void lines.push(line);
  return ending(localTrainer(model, { workers: 2, announce, ...options }));
}

/** A model that looks into batches of some sizes: for these alone there is no program. */
const lookingInto = (...sizes: number[]): CustomModel => ({
  variables: { kernel: tf.randomUniform([144, 10], -0.1, 0.1, 'float32', 1), bias: tf.zeros([10]) },
  logits: ({ kernel, bias }, images) => {
    if (sizes.includes(images.shape[0])) images.dataSync();
    const pixels = images.slice([0, 0, 0, 0], [-1, 12, 12, 1]).reshape([-1, 144]);
    return tf.add(tf.matMul(pixels, kernel), bias);
  },
});

/** A layer that looks into batches of 13, behind one that draws random numbers. */
class LooksInto13 extends tf.layers.Layer {
  static className = 'LooksInto13';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat();
    if (input.shape[0] === 13) input.dataSync();
    return input.clone();
  }
}

const withDropout = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [12, 12, 1] }),
      tf.layers.dropout({ rate: 0.5 }),
      new LooksInto13({}),
      tf.layers.dense({ units: 10, kernelInitializer: 'zeros' }),
    ],
  });

beforeAll(async () => {
  await useBackend('cpu');
});

beforeEach(() => {
  lines.length = 0;
});

/** Trains by both trainers; each client is to be there once, in its place, equal to rounding. */
async function expectAll(
  model: TrainableModel,
  tasks: readonly TrainingTask[],
  options: TrainingPlan,
): Promise<void> {
  const trainer = trainerOf(model);
  const expected = await trainAll(eagerTrainer(model), tasks, options);
  for (let time = 0; time < 2; time++) {
    const results = await trainAll(trainer, tasks, options);
    expect(results.map(({ clientId }) => clientId)).toEqual(tasks.map(({ clientId }) => clientId));
    results.forEach(({ update, training, ...rest }, i) => {
      expect(expected[i]).toMatchObject(rest);
      expect(largestDifference(update, expected[i].update)).toBeLessThan(1e-6);
      expect(training.examples).toBe(expected[i].training.examples);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^The model trains eagerly, more slowly: .* is read while tracing$/);
  }
}

describe('if only some programs cannot be compiled, all clients are trained once, in order', () => {
  const many = [40, 20, 60, 40, 20, 80, 20, 40, 20, 20, 60];

  test('a smaller batch at the end of an epoch', async () => {
    const tasks = [...many, 33, ...many].map(taskOf);
    await expectAll(lookingInto(13), tasks, plan);
  });

  test('all examples of one client', async () => {
    const tasks = [...many, 33, ...many].map(taskOf);
    await expectAll(lookingInto(33, 64), tasks, { ...plan, batchSize: 'full' });
  });

  test('images with another shape', async () => {
    const model = lookingInto();
    const fussy: CustomModel = {
      ...model,
      logits: (variables, images) => {
        if (images.shape[1] === 16) images.dataSync();
        return model.logits(variables, images);
      },
    };
    const other = { clientId: 'large', examples: stripes(40, 99, 16), rng: Rng.fromSeed(99) };
    const tasks = many.map(taskOf);
    await expectAll(fussy, [...tasks, other, ...tasks], plan);
  });
});

test('evaluation measures each dataset once, in order', async () => {
  const model = lookingInto(32, 5);
  const datasets = [300, 40, 0, 5, 600, 5].map((size, i) => stripes(size, i));
  const trainer = trainerOf(model);
  const parameters = trainer.initialParameters();
  const measured = await collect(trainer.evaluate(parameters, datasets));
  const expected = await collect(eagerTrainer(model).evaluate(parameters, datasets));
  expect(measured.map(({ examples, correct }) => [examples, correct])).toEqual(
    expected.map(({ examples, correct }) => [examples, correct]),
  );
  measured.forEach(({ lossSum }, i) => {
    expect(lossSum).toBeCloseTo(expected[i].lossSum, 3);
  });
  expect(lines).toHaveLength(1);
});

test('the number of workers changes nothing', async () => {
  // A job takes eight such clients; one worker has four jobs before the first result is read.
  const tasks = [...Array.from({ length: 50 }, () => 20), 33, 20, 33].map(taskOf);
  const [one, three] = await Promise.all(
    [1, 3].map((workers) => trainAll(trainerOf(withDropout(), { workers }), tasks, plan)),
  );
  expect(lines).toHaveLength(2);
  expect(three).toEqual(one);
});

test('without a second trainer, the results before the error are returned', async () => {
  const tasks = [...Array.from({ length: 20 }, () => 40), 33, 40].map(taskOf);
  const trainer = trainerOf(lookingInto(13), { trainer: 'compiled' });
  const done: string[] = [];
  await expect(async () => {
    for await (const { clientId } of trainer.train(trainer.initialParameters(), tasks, plan)) {
      done.push(clientId);
    }
  }).rejects.toThrow(TraceError);
  expect(done).toEqual(tasks.slice(0, done.length).map(({ clientId }) => clientId));
  expect(done.length).toBeGreaterThanOrEqual(16);
});

test.each([
  ['to its end', Infinity],
  ['in part, compiled', 1],
  ['in part, eagerly', 12],
])('tasks that are read %s are closed', async (_, count) => {
  let closed = 0;
  function* tasks(): Generator<TrainingTask> {
    try {
      for (const [i, size] of [40, 40, 40, 40, 40, 40, 40, 40, 40, 33, 40, 40, 40].entries()) {
        yield taskOf(size, i);
      }
    } finally {
      closed++;
    }
  }
  const trainer = trainerOf(lookingInto(13));
  let read = 0;
  for await (const result of trainer.train(trainer.initialParameters(), tasks(), plan)) {
    expect(result.clientId).toBe(`c${read}`);
    if (++read === count) break;
  }
  expect(closed).toBe(1);
  expect(read).toBe(Math.min(count, 13));
});
