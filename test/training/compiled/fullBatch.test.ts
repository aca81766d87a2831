import * as tf from '@tensorflow/tfjs';
import { compileTraining } from '../../../src/compiler/trace/program';
import { useBackend } from '../../../src/models/backend';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import type { TrainableModel } from '../../../src/training/eager/model';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import {
  endingWithTheTest,
  largestDifference,
  smallModels,
  taskOf,
  trainAll,
} from '../../support/trainers';

jest.mock('../../../src/compiler/trace/program', () => {
  const actual = jest.requireActual<typeof import('../../../src/compiler/trace/program')>(
    '../../../src/compiler/trace/program',
  );
  return { ...actual, compileTraining: jest.fn(actual.compileTraining) };
});

const plan = { localEpochs: 1, batchSize: 'full', clientLearningRate: 0.1 } as const;
const sizes = [1, 7, 17, 33, 36, 63, 64, 65, 100, 104];
const tasks = sizes.map(taskOf);
const ending = endingWithTheTest();

beforeAll(async () => {
  await useBackend('cpu');
});

beforeEach(() => {
  jest.mocked(compileTraining).mockClear();
});

/** Trains clients of every size on all their examples at once; gives the number of programs. */
async function expectEqual(model: TrainableModel): Promise<number> {
  const expected = await trainAll(eagerTrainer(model), tasks, plan);
  const results = await trainAll(ending(compiledTrainer(model, { workers: 1 })), tasks, plan);
  results.forEach(({ update, examples, steps, training }, i) => {
    expect({ examples, steps }).toEqual({ examples: sizes[i], steps: 1 });
    expect(largestDifference(update, expected[i].update)).toBeLessThanOrEqual(1e-6);
    expect(training.lossSum).toBeCloseTo(expected[i].training.lossSum, 3);
    expect(training.correct).toBe(expected[i].training.correct);
  });
  return jest.mocked(compileTraining).mock.calls.length;
}

test.each(Object.keys(smallModels) as (keyof typeof smallModels)[])(
  '%s: a step on all examples equals the eager trainer’s to 1e-6, by few programs',
  async (name) => {
    // 1, 7, 18, 36 (for two sizes), 64 (for two), 72 and 104 (for two) rows.
    expect(await expectEqual(smallModels[name]())).toBe(7);
  },
);

test('batch normalization, which mixes rows, gets only full batches', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [12, 12, 1] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
    ],
  });
  await expectEqual(model);
});
