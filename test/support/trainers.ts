import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../src/core/rng';
import type { Dataset } from '../../src/data/dataset';
import { denseClassifier, softmaxRegression } from '../../src/models/zoo';
import type { LocalResult, LocalTrainer, TrainingTask } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { stripes } from './digits';

export { largestDifference } from '../../src/core/vector';

const shape = [12, 12, 1] as const;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Small models of the kinds that matter, for the images of {@link stripes}. */
export const smallModels = {
  'softmax regression': () => softmaxRegression({ shape }),
  'a dense network': () => denseClassifier({ shape, hidden: [16], seed: 1 }),
  'a convolutional network': () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [...shape],
          filters: 4,
          kernelSize: 3,
          activation: 'relu',
          kernelInitializer: seeded(1),
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10, kernelInitializer: seeded(2) }),
      ],
    }),
};

/** A client with so many examples; its id, data and seed follow from the number. */
export function taskOf(size: number, seed: number): TrainingTask {
  return { clientId: `c${seed}`, examples: stripes(size, seed), rng: Rng.fromSeed(seed) };
}

/** Trainers that are disposed of after the test which made them: call it once a file. */
export function endingWithTheTest(): <T extends LocalTrainer>(trainer: T) => T {
  const open: LocalTrainer[] = [];
  afterEach(() => {
    for (const trainer of open.splice(0)) trainer.dispose();
  });
  return (trainer) => {
    open.push(trainer);
    return trainer;
  };
}

/** Everything that an asynchronous iteration gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Trains all clients from the trainer's own parameters. */
export function trainAll(
  trainer: LocalTrainer,
  tasks: readonly TrainingTask[],
  plan: TrainingPlan,
): Promise<LocalResult[]> {
  return collect(trainer.train(trainer.initialParameters(), tasks, plan));
}

/** A dataset without examples, of the shape of another. */
export function emptied(dataset: Dataset): Dataset {
  return { ...dataset, images: new Uint8Array(0), labels: new Uint8Array(0), size: 0 };
}
