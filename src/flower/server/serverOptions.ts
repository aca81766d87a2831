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
import type { Chosen, OptionTable } from '../../options/option';
import { take } from '../../options/table';
import { flowerStrategyNames, flowerUsers } from './strategies';

/** Which model, for which images. */
export const zooOptions = take(['dataset', 'characters', 'model', 'seed']);

/** What the server tells of training, and its strategy. */
const ofRounds = take(['strategy', 'localEpochs', 'batchSize', 'clientLearningRate', 'rounds'], {
  strategy: {
    schema: choice(flowerStrategyNames),
    help: 'the algorithm, a strategy of Flower’s',
    reason: 'the server is Flower’s, with strategies of its own',
  },
  rounds: {
    default: 5,
    reason: 'a round of processes on a network takes seconds and more, also the first time',
  },
});

const ofStrategy = take(
  ['serverLearningRate', 'serverMomentum', 'beta1', 'beta2', 'tau', 'proximalMu', 'q'],
  {
    serverMomentum: {
      default: ({ strategy }: Chosen) => (strategy === 'fedavgm' ? 0.9 : undefined),
      reason: 'Flower’s FedAvgM has none unless it is told, and would be FedAvg',
    },
  },
);

/** A setting that only strategies of Flower's have. */
const ownStrategyOption = {
  trim: {
    schema: below(0.5),
    placeholder: 'SHARE',
    help: 'cut off at each end',
    defaultText: '0.2',
  },
} as const satisfies OptionTable;

/** Settings with the strategies that take each. */
function withUsers<Table extends OptionTable>(options: Table): Table {
  const entries = Object.entries(options);
  return Object.fromEntries(
    entries.map(([name, option]) => [name, { ...option, users: flowerUsers(name) }]),
  ) as unknown as Table;
}

/** What a server app is told from the table of all options. */
export const serverTaken = {
  ...ofRounds,
  ...withUsers(ofStrategy),
} as const satisfies OptionTable;

/** The settings of Flower's strategies. */
export const flowerSettings = { ...ofStrategy, ...ownStrategyOption } as const;

/** What the server decides by itself. */
export const ownServerOptions = {
  ...withUsers(ownStrategyOption),
  fractionTrain: {
    schema: upTo(1),
    placeholder: 'SHARE',
    help: 'of the connected clients that train in a round',
    default: 1,
  },
  fractionEvaluate: {
    schema: between(0, 1),
    placeholder: 'SHARE',
    help: 'of the connected clients that evaluate after a round',
    default: 1,
  },
  minClients: { schema: whole(1), placeholder: 'N', help: 'fewest clients in a round', default: 2 },
  minAvailableClients: {
    schema: whole(1),
    placeholder: 'N',
    help: 'connected clients that a round waits for, at least --min-clients',
    default: ({ minClients }: Chosen): number => minClients as number,
    defaultText: 'as many as --min-clients',
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
    help: 'how often the server looks for answers; Flower’s own looks every 3 seconds',
    default: 0.25,
  },
  keepReplies: {
    schema: yes(),
    help: 'keep every client’s arrays of each round, too',
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

/** Everything that a server app does. */
export const serverOptions = {
  ...serverTaken,
  ...ownServerOptions,
  ...resultsOption,
} as const satisfies OptionTable;
