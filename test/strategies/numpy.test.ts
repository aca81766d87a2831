import { Rng } from '../../src/core/rng';
import { joinVectors } from '../../src/core/vector';
import { subset } from '../../src/data/datasetParts';
import type { Dataset } from '../../src/data/dataset';
import type { ClientDataset } from '../../src/data/federatedDataset';
import { useBackend } from '../../src/models/backend';
import { denseClassifier } from '../../src/models/zoo';
import { makeStrategy } from '../../src/strategies/catalogue';
import type { StrategyName, StrategySettings } from '../../src/strategies/catalogue';
import type { FederatedAlgorithm } from '../../src/strategies/federatedAlgorithm';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import type { LocalTrainer } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';
import { stripesClient } from '../support/clients';
import { pythonTest, runPython } from '../support/python';
import { strategyJob } from '../support/strategyJob';
import { largestDifference } from '../support/trainers';

const shape = [12, 12, 1] as const;
const everybody = [
  stripesClient('ann', 45, 1),
  stripesClient('ben', 20, 2),
  stripesClient('eve', 7, 3),
];
const rng = Rng.fromSeed(3);
const plan: TrainingPlan = { localEpochs: 3, batchSize: 10, clientLearningRate: 0.1 };
/** Who takes part in each round: not all, then not the same, then all. */
const someCohorts = [
  [0, 1],
  [2, 1],
  [0, 1, 2],
];

interface Case {
  readonly strategy: StrategyName;
  readonly settings?: StrategySettings;
  readonly plan?: Partial<TrainingPlan>;
  /** Default {@link everybody}, in {@link someCohorts}. */
  readonly clients?: readonly ClientDataset[];
  readonly cohorts?: readonly (readonly number[])[];
  /** What the reference is told beside the strategy's name. */
  readonly told?: object;
}

/** A client's images, all with this label and its stripe. */
function onlyLabel({ train }: ClientDataset, label: number): Dataset {
  const chosen = [...train.labels.keys()].filter((i) => train.labels[i] % 3 === label);
  const one = subset(train, chosen);
  return { ...one, labels: one.labels.fill(label) };
}

const momentum = { kind: 'momentum', momentum: 0.8 } as const;

const cases: Readonly<Record<string, Case>> = {
  FedSGD: { strategy: 'fedsgd', plan: { localEpochs: 1, batchSize: 'full' } },
  FedProx: { strategy: 'fedprox', settings: { proximalMu: 0.5 }, told: { mu: 0.5 } },
  SCAFFOLD: { strategy: 'scaffold', settings: { clients: 3 }, told: { weighting: 'uniform' } },
  'SCAFFOLD weighted by examples': {
    strategy: 'scaffold',
    settings: { clients: 3, weighting: 'examples' },
    told: { weighting: 'examples' },
  },
  'SCAFFOLD on clients of one label each': {
    strategy: 'scaffold',
    settings: { clients: 3 },
    told: { weighting: 'uniform' },
    clients: everybody.map((client, label) => ({ ...client, train: onlyLabel(client, label) })),
    cohorts: [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1],
      [0, 1, 2],
    ],
    plan: { localEpochs: 8, batchSize: 4 },
  },
  FedNova: { strategy: 'fednova' },
  'FedNova with momentum': {
    strategy: 'fednova',
    plan: { optimizer: momentum, clientLearningRate: 0.02 },
    told: { momentum: 0.8 },
  },
  'FedNova with a proximal term': {
    strategy: 'fednova',
    settings: { proximalMu: 2 },
    told: { mu: 2 },
  },
  MimeLite: { strategy: 'mimelite', settings: { serverMomentum: 0.7 }, told: { beta: 0.7 } },
  'q-FedAvg': { strategy: 'qfedavg', settings: { q: 0.6 }, told: { q: 0.6 } },
  'local only': { strategy: 'local' },
};

beforeAll(async () => {
  await useBackend('wasm');
});

/** After each round the model, or the clients' own models where they have them. */
async function run(
  algorithm: FederatedAlgorithm,
  everybody: readonly ClientDataset[],
  cohorts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  let state = algorithm.initialize();
  const after: Float32Array[] = [];
  for (const cohort of cohorts) {
    const members = cohort.map((k) => everybody[k]);
    ({ state } = await algorithm.next(state, members));
    const own = everybody.flatMap(({ id }) => algorithm.personalParameters?.(state, id) ?? []);
    after.push(own.length > 0 ? joinVectors(own) : state.parameters);
  }
  return after;
}

const engines = { eager: eagerTrainer, compiled: compiledTrainer };

describe('rounds on both engines agree with NumPy in double precision to 1e-5', () => {
  for (const [name, { strategy, settings, told, ...one }] of Object.entries(cases)) {
    const { clients = everybody, cohorts = someCohorts } = one;
    pythonTest(name, async () => {
      const whole = { ...plan, ...one.plan };
      const start = async (trainer: LocalTrainer): Promise<Float32Array[]> => {
        const algorithm = makeStrategy(strategy, { ...whole, ...settings, trainer, rng });
        const after = await run(algorithm, clients, cohorts);
        trainer.dispose();
        return after;
      };
      const model = () => denseClassifier({ shape, hidden: [16], seed: 1 });
      const first = eagerTrainer(model());
      const initial = first.initialParameters();
      const job = strategyJob(first.spec, initial, clients, whole, rng, cohorts.length);
      const answer = await runPython(
        'strategiesReference.py',
        JSON.stringify({ ...job, strategy, cohorts, ...told }),
      );
      const expected = JSON.parse(answer) as number[][];
      for (const make of Object.values(engines)) {
        const after = await start(make(model()));
        after.forEach((vector, t) => {
          expect(largestDifference(vector, expected[t])).toBeLessThan(1e-5);
        });
        const moved = largestDifference(after[2].subarray(0, initial.length), initial);
        expect(moved).toBeGreaterThan(0.01);
      }
    });
  }
});
