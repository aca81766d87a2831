import { dirichletSizes } from '../data/partition/dirichlet';
import { datasetNames } from '../data/sources/namedDatasets';
import { defaultModel, modelNames } from '../models/makeModel';
import { serverOptimizerNames } from '../strategies/strategySettings';
import { weightings } from '../strategies/weighting';
import { partitionChoices, samplingNames } from './settings';
import type { SettingName } from './settings';

/** What the help says of an option: what stands for its value, and what it does. */
export type OptionText = readonly [argument: string, help: string];

const oneOf = (names: readonly string[]): string => names.join('|');

/** The text of each option, in the groups and in the order of the help. */
export const optionTexts = {
  'Data and clients': {
    dataset: [
      oneOf(datasetNames),
      'the examples (default mnist-package: 10,000 digits that come with the installation, 8,000 to train and 2,000 to test)',
    ],
    dataDir: [
      'DIR',
      'the folder with the data set’s files, any well-formed files of their format (default: where npm run data puts them)',
    ],
    characters: ['digits|all', 'emnist, femnist: which characters (default digits)'],
    writersFile: ['FILE', 'QMNIST’s labels with the writer of each digit, for --partition writer'],
    partition: [
      oneOf(partitionChoices),
      'how examples are given to clients (default iid; emnist and femnist: writer)',
    ],
    clients: [
      'N',
      'number of clients (default 100; with real writers all of them, else N drawn by the seed)',
    ],
    alpha: ['A', 'dirichlet: the concentration; near 0 a client has one label (default 0.5)'],
    dirichletSizes: [
      oneOf(dirichletSizes),
      'dirichlet: equally many examples a client, or sizes that are drawn, too (default even)',
    ],
    minimumSize: ['N', 'dirichlet, quantity: fewest examples of a client (default 1)'],
    shardsPerClient: ['N', 'shards: shards of sorted examples a client (default 2)'],
    labelsPerClient: ['N', 'labels: different labels a client (default 2)'],
    sigma: ['S', 'quantity: spread of the log-normal sizes (default 1)'],
    rotation: [
      'DEGREES',
      'feature skew: each client’s images turned by an angle of its own, up to this',
    ],
    noise: [
      'SD',
      'feature skew: noise of up to this standard deviation, in [0, 1], on the clients’ images',
    ],
    heldOut: [
      'SHARE',
      'share of each client’s examples that it only tests on (default 0: it tests on central test examples drawn in its own label proportions; with writers 0.2)',
    ],
  },
  'Model and algorithm': {
    model: [oneOf(modelNames), `what is trained (default ${defaultModel})`],
    strategy: ['NAME', 'the algorithm, one of those below (default fedavg)'],
    serverOptimizer: [
      oneOf(serverOptimizerNames),
      'what the server does with the mean update, for algorithms that leave it open (default sgd)',
    ],
    serverLearningRate: ['R', 'the server’s step (default 1; adagrad, adam 0.1; yogi 0.01)'],
    serverMomentum: ['M', 'fedavgm, mimelite, momentum: decay of the velocity (default 0.9)'],
    beta1: ['B', 'adagrad, adam, yogi: decay of the first moment (default 0.9; adagrad 0)'],
    beta2: ['B', 'adam, yogi: decay of the second moment (default 0.99)'],
    tau: ['T', 'adagrad, adam, yogi: degree of adaptivity (default 0.001)'],
    convention: ['paper|flower', 'adagrad, adam, yogi: start and bias correction (default paper)'],
    proximalMu: ['MU', 'fedprox, fednova: weight of the proximal term (default fedprox 0.01)'],
    q: ['Q', 'qfedavg: how much clients with a high loss count (default 1)'],
    weighting: [
      oneOf(weightings),
      'how much clients count in the mean: by their examples, or all alike (default examples; scaffold uniform)',
    ],
  },
  'Local training': {
    localEpochs: ['E', 'passes over a client’s examples in a round (default 1)'],
    batchSize: ['B', 'examples a step: a number, or full (default 20)'],
    clientLearningRate: ['R', 'step size on the clients (default 0.1)'],
    clientMomentum: ['M', 'momentum on the clients, from 0 anew in each round (default 0)'],
  },
  Rounds: {
    rounds: ['N', 'rounds of the run (default 20)'],
    clientsPerRound: [
      'N',
      'clients drawn for a round (default 10, or all where there are fewer; centralized, local: all)',
    ],
    sampling: [
      oneOf(samplingNames),
      'how they are drawn: evenly, by their examples, among those that are there, or evenly and each client at most once in the run (default uniform)',
    ],
    availability: ['FILE', 'availability: JSON, client id -> rounds and [first, last] spans'],
    availabilityPeriod: ['N', 'availability: rounds after which the file’s rounds start again'],
    dropouts: ['P', 'probability that a client never answers (default 0)'],
    stragglers: ['SHARE', 'share of a cohort that has time for 1 to E-1 epochs only'],
    deadline: ['N', 'examples that a client of median speed trains on before the round ends'],
    speedSpread: ['S', 'deadline: spread of the clients’ log-normal speeds (default 1)'],
  },
  Evaluation: {
    evaluateEvery: ['N', 'measure after every N rounds and after the last (default 1)'],
    evaluationClients: ['N', 'how many clients measure the model (default all)'],
    targetAccuracy: ['A', 'stop at this test accuracy, in [0, 1]'],
  },
  Running: {
    seed: ['N', 'decides everything that is random (default 1)'],
    trainer: [
      'auto|compiled|eager',
      'the engine of local training (default auto: compiled where the model allows it)',
    ],
    workers: [
      'N',
      'threads that train clients side by side; any number gives the same result (default: one a processor, at most 4)',
    ],
    checkpointEvery: ['N', 'write a checkpoint after every N rounds (default 1)'],
  },
} as const satisfies Record<string, Partial<Record<SettingName, OptionText>>>;
