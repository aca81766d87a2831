import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/models/backend';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { TrainableModel } from '../../src/training/eager/model';
import type { TrainingTask } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { endingWithTheTest, largestDifference, smallModels, taskOf, trainAll } from '../support/trainers';

const ending = endingWithTheTest();
const names = Object.keys(smallModels) as (keyof typeof smallModels)[];
const examplePrivacy = { clippingNorm: 0.7, noiseMultiplier: 0.4, seededNoise: true };
const plan: TrainingPlan = {
  localEpochs: 1,
  batchSize: 8,
  clientLearningRate: 0.1,
  examplePrivacy,
};

beforeAll(async () => {
  await useBackend('cpu');
});

async function expectEqual(
  model: TrainableModel,
  tasks: readonly TrainingTask[],
  plan: TrainingPlan,
  tolerance: number,
): Promise<void> {
  const expected = await trainAll(ending(eagerTrainer(model)), tasks, plan);
  const results = await trainAll(ending(compiledTrainer(model, { workers: 1 })), tasks, plan);
  results.forEach(({ update, training, steps, examples }, i) => {
    expect({ steps, examples }).toEqual({ steps: expected[i].steps, examples: expected[i].examples });
    console.log(largestDifference(update, expected[i].update), Math.max(...update));
    expect(largestDifference(update, expected[i].update)).toBeLessThanOrEqual(tolerance);
    expect(training.examples).toBe(expected[i].training.examples);
    expect(training.lossSum).toBeCloseTo(expected[i].training.lossSum, 3);
    expect(training.correct).toBe(expected[i].training.correct);
  });
}

test.each(names)('%s: the engines agree to 1e-6 after a step', async (name) => {
  await expectEqual(smallModels[name](), [taskOf(8, 1), taskOf(3, 2)], plan, 1e-6);
});

test.each(names)('%s: steps', async (name) => {
  await expectEqual(smallModels[name](), [taskOf(40, 1)], { ...plan, localEpochs: 2 }, 1e-5);
});

test.each([
    { optimizer: { kind: 'momentum', momentum: 0.9 } } as const,
    { optimizer: { kind: 'adam' }, clientLearningRate: 0.01 } as const,
    { proximalMu: 0.5 },
    { batchSize: 'full' } as const,
])('%j: 15 steps equal the eager trainer’s to 1e-5', async (options) => {
    await expectEqual(smallModels['a dense network'](), [taskOf(40, 1), taskOf(20, 2)], {...plan, ...options}, 1e-5);
});
