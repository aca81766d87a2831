import {
  below,
  between,
  choice,
  path,
  positiveNumber,
  upTo,
  whole,
  yes,
} from '../../options/fields';
import { datasetNames } from '../../data/sources/namedDatasets';
import { defaultModel } from '../../models/makeModel';
import type { Chosen, OptionTable } from '../../options/option';
import { protectionNames } from '../../options/protection';
import { take } from '../../options/table';
import { fewestClients, flowerStrategyNames, flowerUsers } from './strategies';
import type { FlowerStrategyName } from './strategies';

const forTables = {
  needs: [{ option: 'dataset', values: ['table'] }],
  reason: 'the files are the clients’',
} as const;

/** Which model, for which images or tables. */
export const zooOptions = take(
  ['targetColumn', 'features', 'preprocessing', 'dataset', 'characters', 'model', 'seed'],
  {
    targetColumn: { ...forTables, defaultText: 'the clients’' },
    features: { ...forTables, defaultText: 'those that more than half of the clients train on' },
    preprocessing: {
      ...forTables,
      help: 'a run’s preprocessing.json, in place of sums over the clients’ rows',
    },
    dataset: {
      schema: choice([...datasetNames, 'table']),
      help: `the clients’ examples: ${datasetNames.join(', ')}; or table, rows in files of their own`,
      default: 'mnist-package',
      defaultText: 'mnist-package',
      reason: 'the files are the clients’',
    },
    model: {
      default: ({ dataset }: Chosen) => (dataset === 'table' ? 'auto' : defaultModel),
      defaultText: `${defaultModel}; for tables auto: linear for numbers to predict, else ${defaultModel}`,
      reason: 'the files are the clients’',
    },
  },
);

/** The strategy, and the settings of training that the server sends. */
const ofRounds = take(['strategy', 'localEpochs', 'batchSize', 'clientLearningRate', 'rounds'], {
  strategy: {
    schema: choice(flowerStrategyNames),
    placeholder: 'NAME',
    help: `the algorithm, one of Flower’s strategies: ${flowerStrategyNames.join(', ')}`,
    reason: 'the server is Flower’s, with its own strategies',
  },
  rounds: {
    default: 5,
    reason: 'a round of processes on a network takes seconds or more, even the first time',
  },
});

const ofStrategy = take(
  ['serverLearningRate', 'serverMomentum', 'beta1', 'beta2', 'tau', 'proximalMu', 'q'],
  {
    serverMomentum: {
      default: ({ strategy }: Chosen) => (strategy === 'fedavgm' ? 0.9 : undefined),
      reason: 'Flower’s FedAvgM has none by default, and would be FedAvg',
    },
  },
);

/** What protects updates; see `protection.ts`. */
const ofProtection = take([...protectionNames, 'delta', 'secureNeighbors'], {
  clip: {
    default: undefined,
    defaultText: undefined,
    help: 'clip each update to this L2 norm, and give all clients the same weight; without noise no promise to anybody',
    reason: 'the norm is fixed: nothing but updates is summed',
  },
  secureNeighbors: {
    defaultText: 'all others',
    reason: 'the number of clients is not known beforehand',
  },
});

/** Settings that only Flower's strategies have. */
const ownStrategyOption = {
  trim: {
    schema: below(0.5),
    placeholder: 'SHARE',
    help: 'share of values cut off at each end',
    defaultText: '0.2',
  },
  maliciousNodes: {
    schema: whole(0),
    placeholder: 'N',
    help: 'how many clients of a round may lie',
    default: ({ strategy }: Chosen) =>
      flowerUsers('maliciousNodes').includes(strategy as FlowerStrategyName) ? 1 : undefined,
    defaultText: '1',
  },
  selectNodes: {
    schema: whole(1),
    placeholder: 'N',
    help: 'how many clients of a round are averaged',
    defaultText: '1, which is Krum',
  },
} as const satisfies OptionTable;

/** Adds to each setting the strategies that take it. */
function withUsers<Table extends OptionTable>(options: Table): Table {
  const entries = Object.entries(options);
  return Object.fromEntries(
    entries.map(([name, option]) => [name, { ...option, users: flowerUsers(name) }]),
  ) as unknown as Table;
}

/** What a server app takes from the table of all options. */
export const serverTaken = {
  ...ofRounds,
  ...withUsers(ofStrategy),
  ...ofProtection,
} as const satisfies OptionTable;

/** The settings of Flower's strategies. */
export const flowerSettings = { ...ofStrategy, ...ownStrategyOption } as const;

/** Settings of the server alone. */
export const ownServerOptions = {
  ...withUsers(ownStrategyOption),
  fractionTrain: {
    schema: upTo(1),
    placeholder: 'SHARE',
    help: 'share of the connected clients that train in a round',
    default: 1,
  },
  fractionEvaluate: {
    schema: between(0, 1),
    placeholder: 'SHARE',
    help: 'share of the connected clients that evaluate after a round',
    default: 1,
  },
  minClients: {
    schema: whole(1),
    placeholder: 'N',
    help: 'minimum number of clients in a round',
    default: ({ strategy, maliciousNodes }: Chosen): number =>
      Math.max(2, fewestClients(strategy as string, maliciousNodes as number | undefined)),
    defaultText: '2; krum, multikrum and bulyan as many as they need against --malicious-nodes',
  },
  minAvailableClients: {
    schema: whole(1),
    placeholder: 'N',
    help: 'connected clients that a round waits for, at least --min-clients',
    default: ({ minClients }: Chosen): number => minClients as number,
    defaultText: 'as many as --min-clients',
  },
  startClients: {
    schema: whole(1),
    placeholder: 'N',
    help: 'connected clients that the first round waits for, at least --min-available-clients',
    default: ({ minAvailableClients }: Chosen): number => minAvailableClients as number,
    defaultText: 'as many as --min-available-clients',
  },
  timeoutSeconds: {
    schema: positiveNumber(),
    placeholder: 'S',
    help: 'how long a round waits for answers',
    default: 600,
  },
  pollSeconds: {
    schema: positiveNumber(),
    placeholder: 'S',
    help: 'how often the server checks for answers; Flower’s own server does every 3 seconds',
    default: 0.25,
  },
  keepReplies: {
    schema: yes(),
    help: 'also keep every client’s arrays of each round',
    default: false,
  },
} as const satisfies OptionTable;

export const resultsOption = {
  results: {
    schema: path(),
    placeholder: 'DIR',
    help: 'where runs put their results on the SuperLink’s machine',
    default: 'rounds',
  },
} as const satisfies OptionTable;

/** All settings of a server app. */
export const serverOptions = {
  ...serverTaken,
  ...ownServerOptions,
  ...resultsOption,
} as const satisfies OptionTable;
