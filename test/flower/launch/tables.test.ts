import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../../src/core/rng';
import { clients } from '../../../src/data/federatedDataset';
import { roundsFolder, runFederation } from '../../../src/flower/launch/federation';
import { clientNodes, roundParameters } from '../../../src/flower/launch/federationResults';
import type { FederationRound } from '../../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import { roundAccuracy } from '../../../src/flower/launch/roundLine';
import { tableClients } from '../../../src/flower/launch/typeScriptClients';
import { tableFederation } from '../../../src/flower/server/tableFederation';
import { useBackend } from '../../../src/models/backend';
import { makeModel } from '../../../src/models/makeModel';
import { fedAvg } from '../../../src/strategies/fedAvg';
import { federateTable } from '../../../src/tables/federated/federateTable';
import { loadPreprocessing } from '../../../src/tables/federated/savePreprocessing';
import { readTable } from '../../../src/tables/read/readTable';
import { selectColumns } from '../../../src/tables/selectColumns';
import { federatedEvaluation } from '../../../src/training/federatedEvaluation';
import { localTrainer } from '../../../src/training/makeTrainer';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { hospital, writeHospital } from '../../support/hospitalFiles';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const features = ['age', 'weight', 'ward'];
const seed = 1;
const training = { batchSize: 8, clientLearningRate: 0.1 } as const;

flowerTest(
  'three clients with a file each: one lacks a column and is named, the others train the simulation’s model',
  async () => {
    await withTemporaryFolder(async (parent) => {
      const folder = join(parent, 'run');
      const lacking = selectColumns(hospital(3), ['age', 'ward', 'outcome']);
      const files = [
        writeHospital(parent, 'a', hospital(1)),
        writeHospital(parent, 'b', hospital(2, 30)),
        writeHospital(parent, 'c', lacking),
      ];
      const installation = await flowerInstallation(flowerPython!);
      const options = {
        targetColumn: 'outcome',
        features: features.join(),
        trainer: 'eager',
        seed,
      };
      const rounds: FederationRound[] = [];
      const federation = runFederation({
        ...{ folder, installation },
        model: await tableFederation({ model: 'softmax', seed }),
        clients: await tableClients(installation, { files, options }),
        server: { rounds: 2, ...training },
      });
      for await (const round of federation) rounds.push(round);

      const [, , third] = clientNodes(folder);
      const reason = 'column "weight" (numbers) is missing';
      const sentence = `node ${third} is left out: ${reason}`;
      expect(rounds).toMatchObject([
        { asked: 2, answered: 2, failures: [sentence] },
        { asked: 2, answered: 2, failures: [] },
      ]);
      expect(readFileSync(join(folder, 'logs', 'client-3.log'), 'utf8')).toContain(
        JSON.stringify(`the server goes on without this client: ${reason}`),
      );

      const tables = { a: await readTable(files[0]), b: await readTable(files[1]) };
      const federated = await federateTable(tables, { target: 'outcome', features, seed });
      const saved = loadPreprocessing(join(roundsFolder(folder), 'preprocessing.json'));
      expect(saved.target).toEqual(federated.preprocessing.target);
      expect(saved.features).toEqual(
        federated.preprocessing.features.map((one) =>
          one.kind === 'standardize'
            ? {
                ...one,
                mean: expect.closeTo(one.mean, 9) as number,
                deviation: expect.closeTo(one.deviation, 9) as number,
                fill: expect.closeTo(one.fill, 9) as number,
              }
            : one,
        ),
      );
      await useBackend('cpu');
      const model = makeModel('softmax', { shape: federated.shape, classes: 2, seed });
      const trainer = localTrainer(model, { trainer: 'eager' });
      const rng = Rng.fromSeed(seed).split('strategy');
      const algorithm = fedAvg({ trainer, rng, localEpochs: 1, ...training });
      const cohort = clients(federated, ['a', 'b']);
      let state = algorithm.initialize();
      try {
        for (const round of [1, 2]) {
          ({ state } = await algorithm.next(state, cohort));
          const real = await roundParameters(folder, trainer.spec, round);
          const apart = real.map((value, i) => Math.abs(value - state.parameters[i]));
          expect(Math.max(...apart)).toBeLessThan(1e-6);
          expect(Math.max(...real.map(Math.abs))).toBeGreaterThan(0.01);
        }
        const tests = cohort.map(({ test }) => test);
        const { accuracy } = await federatedEvaluation(trainer, state.parameters, tests);
        expect(roundAccuracy(rounds[1])).toBeCloseTo(accuracy, 9);
      } finally {
        trainer.dispose();
        model.dispose();
      }
    });
  },
  300_000,
);
