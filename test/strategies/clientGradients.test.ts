import { featuresOf } from '../../src/data/dataset';
import type { AnyDataset } from '../../src/data/dataset';
import { Rng } from '../../src/core/rng';
import { useBackend } from '../../src/models/backend';
import { clientGradients } from '../../src/strategies/clientGradients';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { sumMetrics } from '../../src/training/metrics';
import { stripesClient } from '../support/clients';
import { scriptedTrainer } from '../support/scriptedTrainer';
import {
  collect,
  endingWithTheTest,
  largestDifference,
  smallModels,
  trainAll,
} from '../support/trainers';

const rng = Rng.fromSeed(2);
const ending = endingWithTheTest();
/** More than 256 examples, fewer, and none at all. */
const cohort = [
  stripesClient('large', 600, 1),
  stripesClient('empty', 0, 2),
  stripesClient('small', 20, 3),
];

beforeAll(async () => {
  await useBackend('wasm');
});

test.each([
  ['eager', eagerTrainer],
  ['compiled', compiledTrainer],
])('%s: parts of a client’s data add up to the gradient of all of it', async (_, make) => {
  const trainer = ending(make(smallModels['a dense network']()));
  const whole = await trainAll(
    trainer,
    cohort.map(({ id, train }) => ({ clientId: id, examples: train, rng })),
    { localEpochs: 1, batchSize: 'full', clientLearningRate: 1 },
  );
  const folded: [string, Float32Array][] = [];
  const measured = await clientGradients({
    options: { trainer, rng },
    state: { round: 0, parameters: trainer.initialParameters() },
    cohort,
    fold: ({ id }, direction) => folded.push([id, direction]),
  });
  expect(folded.map(([id]) => id)).toEqual(['large', 'small']);
  expect(largestDifference(folded[0][1], whole[0].update)).toBeLessThan(2e-7);
  expect(largestDifference(folded[1][1], whole[2].update)).toBeLessThan(2e-7);
  const { examples, correct, lossSum } = sumMetrics(measured.training);
  const all = await collect(
    trainer.evaluate(
      trainer.initialParameters(),
      cohort.map(({ train }) => train),
    ),
  );
  expect({ examples, correct }).toEqual({ examples: 620, correct: sumMetrics(all).correct });
  expect(lossSum).toBeCloseTo(sumMetrics(all).lossSum, 2);
});

test('parts hold at most 256 examples and are views', async () => {
  const trainer = scriptedTrainer({ start: [0], update: () => [1] });
  const parameters = trainer.initialParameters();
  const options = { trainer, rng };
  const fold = (): void => undefined;
  await clientGradients({ options, state: { round: 0, parameters }, cohort, fold });
  const [{ tasks, plan }] = trainer.calls;
  expect(plan).toEqual({ localEpochs: 1, batchSize: 256, clientLearningRate: 1 });
  expect(tasks.map(({ examples }) => examples.size)).toEqual([256, 256, 88, 20]);
  const bufferOf = (dataset: AnyDataset) => featuresOf(dataset).values.buffer;
  expect(bufferOf(tasks[1].examples)).toBe(bufferOf(cohort[0].train));
  const state = { round: 1, parameters };
  await clientGradients({ options, state, cohort: cohort.slice(1), fold });
  expect(trainer.calls[1].plan.batchSize).toBe(32);
});

test('a client whose gradient is not finite is left out, and an error if nobody else is left', async () => {
  const trainer = scriptedTrainer({ start: [0], update: (id) => [id === 'small' ? NaN : 1] });
  const parameters = trainer.initialParameters();
  const folded: [id: string, direction: number][] = [];
  const fold = ({ id }: { id: string }, [direction]: Float32Array): void => {
    folded.push([id, direction]);
  };
  const [options, state] = [
    { trainer, rng },
    { round: 3, parameters },
  ];
  const { training, rejections } = await clientGradients({ options, state, cohort, fold });
  expect(folded).toEqual([['large', 1]]);
  expect(rejections).toEqual({ rejected: ['small'] });
  expect(sumMetrics(training).examples).toBe(600);
  await expect(clientGradients({ options, state, cohort: cohort.slice(1), fold })).rejects.toThrow(
    'round 4, client small: the update holds numbers that are not finite',
  );
});
