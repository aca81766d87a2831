import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../../src/models/backend';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import type { Loss } from '../../../src/training/eager/loss';
import type { CustomModel, TrainableModel } from '../../../src/training/eager/model';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { stripes } from '../../support/digits';
import {
  collect,
  emptied,
  endingWithTheTest,
  largestDifference,
  smallModels,
  taskOf,
  trainAll,
} from '../../support/trainers';

const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.1 } as const;
const sizes = [20, 256, 300, 5, 512, 31];
const ending = endingWithTheTest();

beforeAll(async () => {
  await useBackend('cpu');
});

/** A row less the mean of all rows. */
const centered = <T extends tf.Tensor>(rows: T): T => tf.sub(rows, tf.mean(rows, 0, true));

class Centring extends tf.layers.Layer {
  static className = 'Centring';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return centered([inputs].flat()[0]);
  }
}

const byHand = (): CustomModel => ({
  variables: { kernel: tf.randomUniform([144, 10], -0.3, 0.3, 'float32', 1) },
  logits: ({ kernel }, images) => tf.matMul(centered(images.reshape([-1, 144])), kernel),
});

const layered = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [12, 12, 1] }),
      new Centring({}),
      tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
    ],
  });

/** How far an example's outputs are from the batch's mean outputs, so that outputs agree. */
const spread: Loss = (_, outputs) => tf.sum<tf.Tensor1D>(tf.square(centered(outputs)), 1);

const models: [string, () => TrainableModel, Loss | undefined][] = [
  ['a model written by hand', byHand, undefined],
  ['a layer', layered, undefined],
  ['a loss', smallModels['a dense network'], spread],
];

test.each(models)(
  'where %s mixes the rows of a batch, both trainers agree',
  async (_, make, loss) => {
    const model = make();
    const eager = eagerTrainer(model, { loss });
    const trainer = ending(compiledTrainer(model, { workers: 1, loss }));
    const expected = await trainAll(eager, [taskOf(93, 1)], plan);
    const [{ update }] = await trainAll(trainer, [taskOf(93, 1)], plan);
    expect(largestDifference(update, expected[0].update)).toBeLessThan(1e-5);
    const parameters = eager.initialParameters();
    const datasets = [...sizes.map((size) => stripes(size, size)), emptied(stripes(1, 1))];
    const measured = await collect(trainer.evaluate(parameters, datasets));
    (await collect(eager.evaluate(parameters, datasets))).forEach((metrics, i) => {
      const { examples, correct, lossSum } = measured[i];
      expect({ examples, correct }).toEqual({
        examples: metrics.examples,
        correct: metrics.correct,
      });
      expect(lossSum).toBeCloseTo(metrics.lossSum, 2);
    });
    const outputs = await trainer.predict(parameters, datasets[2]);
    expect(largestDifference(outputs, await eager.predict(parameters, datasets[2]))).toBeLessThan(
      1e-5,
    );
  },
);
