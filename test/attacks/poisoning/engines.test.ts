import * as tf from '@tensorflow/tfjs';
import {
  attackedTrainer,
  chooseAttackers,
  makeAttack,
  poisonedClients,
} from '../../../src/attacks';
import { coordinateMedian } from '../../../src/aggregation/coordinateMedian';
import { Rng } from '../../../src/core/rng';
import { subset } from '../../../src/data/datasetParts';
import { federate } from '../../../src/data/federate';
import type { FederatedDataset } from '../../../src/data/federatedDataset';
import { iid } from '../../../src/data/partition/partition';
import { mnistPackage } from '../../../src/data/sources/mnistPackage';
import { useBackend } from '../../../src/models/backend';
import { softmaxRegression } from '../../../src/models/zoo';
import { federatedRounds } from '../../../src/simulation/rounds';
import type { RoundRecord } from '../../../src/simulation/roundRecord';
import { uniformSampling } from '../../../src/simulation/sampling';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { fedSgd } from '../../../src/strategies/fedSgd';
import { makeStrategy, strategyNames } from '../../../src/strategies/catalogue';
import type { Aggregator } from '../../../src/aggregation/aggregator';
import { compiledTrainer } from '../../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../../src/training/localTrainer';
import { stripesClient } from '../../support/clients';
import { endingWithTheTest, largestDifference, taskOf, trainAll } from '../../support/trainers';

const ending = endingWithTheTest();
const plan = { localEpochs: 2, batchSize: 5, clientLearningRate: 0.1 };
const tasks = [0, 1, 2, 3].map((k) => taskOf(10 + 3 * k, k));
const attackers = ['c1', 'c3'];
const model = () => softmaxRegression({ shape: [12, 12, 1] });

beforeAll(async () => {
  await useBackend('cpu');
});

function lying(trainer: LocalTrainer, text: string, colluding = false): LocalTrainer {
  return ending(
    attackedTrainer(trainer, { attackers, attack: makeAttack(text).update!, colluding }),
  );
}

test.each(['signflip:scale=3', 'gaussian:deviation=1', 'alie:z=1', 'freerider', 'echo'])(
  'both engines and any number of workers agree on %s',
  async (text) => {
    const eager = lying(eagerTrainer(model()), text);
    await trainAll(eager, tasks, plan);
    const tensors = tf.memory().numTensors;
    const expected = await trainAll(eager, tasks, plan);
    expect(tf.memory().numTensors).toBe(tensors);
    const one = await trainAll(lying(compiledTrainer(model(), { workers: 1 }), text), tasks, plan);
    const two = await trainAll(lying(compiledTrainer(model(), { workers: 2 }), text), tasks, plan);
    expect(two).toEqual(one);
    expected.forEach(({ clientId, update, steps, examples }, i) => {
      expect(one[i]).toMatchObject({ clientId, steps, examples });
      expect(largestDifference(one[i].update, update)).toBeLessThan(1e-5);
    });
  },
);

test('an aborted signal ends the training of attackers and free riders, too', async () => {
  for (const text of ['alie', 'freerider', 'signflip']) {
    const trainer = lying(compiledTrainer(model(), { workers: 1 }), text);
    const signal = AbortSignal.abort(new Error('enough'));
    const results = trainer.train(trainer.initialParameters(), tasks, plan, signal);
    await expect(results[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
  }
});

test('every strategy that sends updates takes an attacked trainer', async () => {
  const cohort = [0, 1, 2, 3].map((k) => stripesClient(`c${k}`, 12, k));
  const sending = strategyNames.filter((name) => name !== 'local' && name !== 'centralized');
  for (const text of ['alie:z=1', 'freerider:deviation=0.01', 'scaled:factor=2']) {
    const trainer = lying(compiledTrainer(model(), { workers: 1 }), text, true);
    for (const name of sending) {
      const rng = Rng.fromSeed(1);
      const local = name === 'fedsgd' ? { clientLearningRate: 0.1 } : plan;
      const more = {
        ...(name === 'fedprox' && { proximalMu: 0.1 }),
        ...(name === 'qfedavg' && { q: 1 }),
        ...(name === 'scaffold' && { clients: 4 }),
      };
      const algorithm = makeStrategy(name, { trainer, rng, ...local, ...more });
      let state = algorithm.initialize();
      for (let round = 0; round < 2; round++) ({ state } = await algorithm.next(state, cohort));
      expect(state.parameters.every(Number.isFinite)).toBe(true);
    }
  }
});

test('FedSGD with attackers alone climbs the gradient, also of clients with several parts', async () => {
  const cohort = ['c1', 'c3'].map((id, k) => stripesClient(id, 300 + k, k));
  const honest = ending(compiledTrainer(model(), { workers: 1 }));
  const step = async (trainer: LocalTrainer): Promise<Float32Array> => {
    const algorithm = fedSgd({ trainer, rng: Rng.fromSeed(1), clientLearningRate: 0.1 });
    const state = algorithm.initialize();
    const { state: next } = await algorithm.next(state, cohort);
    return next.parameters.map((value, i) => value - state.parameters[i]);
  };
  const [down, up] = [await step(honest), await step(lying(honest, 'signflip'))];
  expect(largestDifference(down, new Float32Array(down.length))).toBeGreaterThan(1e-3);
  expect(
    largestDifference(
      up.map((value) => -value),
      down,
    ),
  ).toBeLessThan(1e-8);
});

describe('ten clients with 120 embedded digits each', () => {
  const digits = mnistPackage();
  const rng = Rng.fromSeed(1);
  const order = rng.split('order').permutation(digits.size);
  const [train, central] = [0, 1200].map((start) =>
    subset(digits, order.subarray(start, start + 1200)),
  );
  const federated = federate({
    name: 'digits',
    description: 'Digits.',
    simulated: true,
    dataset: train,
    partition: iid(train, 10, rng),
    heldOut: 0,
    rng,
    centralTest: central,
  });
  const bad = chooseAttackers(federated.clientIds, { share: 0.2 }, rng);

  async function last(text?: string, aggregator?: Aggregator): Promise<RoundRecord> {
    const { data, update } = text === undefined ? {} : makeAttack(text);
    const honest = compiledTrainer(softmaxRegression({ shape: [28, 28, 1] }), { workers: 1 });
    const trainer = ending(
      update ? attackedTrainer(honest, { attackers: bad, attack: update }) : honest,
    );
    const poisoned: FederatedDataset = data
      ? poisonedClients(federated, { attackers: bad, attack: data, rng: rng.split('poison') })
      : federated;
    const algorithm = fedAvg({
      ...{ trainer, rng: rng.split('strategy'), aggregator },
      ...{ localEpochs: 5, batchSize: 10, clientLearningRate: 0.1 },
    });
    let record: RoundRecord | undefined;
    const options = {
      ...{ rounds: 5, sampler: uniformSampling(10), rng, trainer, evaluateEvery: 5 },
      backdoorTest: makeAttack('backdoor:target=0').data!.test!(central),
    };
    for await (const outcome of federatedRounds(algorithm, poisoned, options))
      ({ record } = outcome);
    return record!;
  }

  test('two sign flippers ruin the mean, and not the median', async () => {
    const [clean, mean, median] = [
      await last(),
      await last('signflip:scale=10'),
      await last('signflip:scale=10', coordinateMedian()),
    ];
    expect(clean.testAccuracy!).toBeGreaterThan(0.8);
    expect(mean.testAccuracy!).toBeLessThan(0.3);
    expect(median.testAccuracy!).toBeGreaterThan(clean.testAccuracy! - 0.03);
  });

  test('a backdoor with model replacement works, and nobody notices on clean digits', async () => {
    const [clean, attacked] = [await last(), await last('backdoor:target=0,scaled:factor=4')];
    expect(clean.backdoorSuccess!).toBeLessThan(0.1);
    expect(attacked.backdoorSuccess!).toBeGreaterThan(0.9);
    expect(attacked.testAccuracy!).toBeGreaterThan(clean.testAccuracy! - 0.1);
  });
});
