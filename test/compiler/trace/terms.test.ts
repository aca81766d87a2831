import * as tf from '@tensorflow/tfjs';
import { eagerModel } from '../../../src/training/eager/model';
import { compare, optimizers } from './compare';
import { dense, flatten, sequential } from './models';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const terms = [
  ['the proximal term', true, false],
  ['corrections', false, true],
  ['the proximal term and corrections', true, true],
] as const;

describe.each(optimizers)('%s with', (_, rules) => {
  test.each(terms)(
    '%s: a full, a partial and a third step',
    async (_name, proximal, correction) => {
      const model = sequential(flatten, dense(4, { activation: 'tanh' }), dense());
      const { variables } = eagerModel(model);
      // Far enough from the weights for the proximal term to count in the first step.
      const anchors = variables.map((v, i) => tf.add(v, 0.1 * (i + 1)));
      const corrections = variables.map((v, i) => tf.fill(v.shape, 0.01 * (i + 1)));
      const given = {
        proximalMu: proximal ? 0.5 : 0,
        anchors,
        corrections: correction ? corrections : undefined,
      };
      const steps = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9], [10, 11]]; // prettier-ignore
      for (const taken of [steps.slice(0, 1), steps.slice(1, 2), steps]) {
        const difference = await compare(model, { ...rules, steps: taken, terms: given });
        expect(difference).toBeLessThanOrEqual(1e-6);
      }
    },
  );
});
