import { codecOptionNames } from '../../options/codec';
import { described, path, text, upTo, whole, yes } from '../../options/fields';
import type { Filled, OptionTable } from '../../options/option';
import { protectionNames } from '../../options/protection';
import { take } from '../../options/table';
import { makeLoneAttack } from './loneAttack';
import { federationData, federationDataNames } from './tableReading';

/** Where the server is, and how it identifies this node. */
export const connectionOptions = {
  superlink: {
    schema: text('HOST:PORT'),
    placeholder: 'HOST:PORT',
    help: 'the SuperLink: by https, or by http on this machine; or a full http(s):// address',
  },
  ca: {
    schema: path(),
    placeholder: 'FILE',
    help: 'certificates to trust instead of the system’s (PEM)',
  },
  insecure: {
    schema: yes(),
    help: 'use http to another machine: anyone in between can read and change everything',
  },
  key: {
    schema: path(),
    placeholder: 'FILE',
    help: 'this node’s private key; created if the file does not exist',
    defaultText: 'a new one each time',
  },
  publicKey: {
    schema: yes(),
    help: 'print the public key, for flwr supernode register, and exit',
  },
  python: {
    schema: text('a path'),
    placeholder: 'FILE',
    help: 'a Python with flwr, to read the schema of its messages from',
    defaultText: 'python3',
  },
  schema: {
    schema: path(),
    placeholder: 'FILE',
    help: 'a schema that --write-schema wrote on another machine; needs no Python',
  },
  writeSchema: { schema: path(), placeholder: 'FILE', help: 'write the schema to a file and exit' },
} as const satisfies OptionTable;

/** Which client this is, as named in Flower's own node config. */
export const partOptions = {
  partitionId: {
    schema: whole(0),
    placeholder: 'K',
    help: 'this client’s part of the data set, from 0',
    defaultText: 'all of it; with writers, one of them',
  },
  numPartitions: {
    schema: whole(1),
    placeholder: 'N',
    help: 'number of parts, like --clients in a simulation',
    argument: 'clients',
  },
} as const satisfies OptionTable;

/** How the node talks to the server. */
export const nodeOptions = {
  heartbeat: {
    schema: whole(10, 1800),
    placeholder: 'S',
    help: 'seconds between heartbeats; the server gives up after twice as long',
    default: 30,
  },
  poll: {
    schema: upTo(60),
    placeholder: 'S',
    help: 'seconds between requests for messages',
    default: 1,
  },
  timeLimit: {
    schema: upTo(1e6),
    placeholder: 'S',
    help: 'longest training for one message, in seconds',
    default: 3600,
  },
  startLimit: {
    schema: upTo(1e6),
    placeholder: 'S',
    help: 'seconds that the SuperLink may be unreachable at the start',
    default: 60,
  },
  maxMessage: {
    schema: whole(1, 2047),
    placeholder: 'MIB',
    help: 'largest body sent or received',
    default: 32,
  },
  json: { schema: yes(), help: 'log one JSON object per line' },
} as const satisfies OptionTable;

/** Without what is the server's, or of a table that several clients share. */
const ownDataNames = federationDataNames.filter(
  (name): name is Exclude<(typeof federationDataNames)[number], 'clientColumn' | 'preprocessing'> =>
    name !== 'clientColumn' && name !== 'preprocessing',
);

/** What the client takes from the table of all options. */
export const clientTaken = take(
  [
    ...ownDataNames,
    'model',
    'trainer',
    'workers',
    'localEpochs',
    'batchSize',
    'clientLearningRate',
    'clientMomentum',
    'exampleClip',
    'exampleNoiseMultiplier',
    'transforms',
    ...codecOptionNames,
    ...protectionNames,
    'attack',
  ],
  {
    dataset: federationData.dataset,
    badRows: federationData.badRows,
    table: {
      help: 'this client’s own rows: a CSV, TSV, JSON Lines or Parquet file, also .gz; several with commas between them are read as one',
      reason: 'each machine has its own file',
    },
    features: {
      defaultText: 'needed with --table',
      reason: 'the server learns of no other columns',
    },
    attack: {
      schema: described(makeLoneAttack),
      help: 'this client is bad, to try out what the server withstands: one of those below; or examples and updates, with a comma between the two',
      reason: 'a client of a real federation sees no other’s update',
    },
    clip: {
      default: undefined,
      defaultText: undefined,
      help: 'clip each update to this L2 norm before it leaves; without noise no promise to anybody',
      reason: 'the norm is fixed: a client sends nothing else',
    },
    noiseMultiplier: {
      help: 'add this client’s share of the noise, which in the sum is Z times the norm: a promise against whoever gets the model, and against the server',
      needs: [{ option: 'secureAggregation', values: [true] }, { option: 'clip' }],
      reason:
        'without secure aggregation the noise is the server’s, or all the client’s own (transforms)',
    },
    workers: {
      default: 1,
      defaultText: '1',
      reason: 'a node is one client, and its machine has other work',
    },
  },
);

/** The options of `npm run flower-client`. */
export const clientOptions = {
  ...connectionOptions,
  ...partOptions,
  ...clientTaken,
  ...nodeOptions,
} as const satisfies OptionTable;

/** The options of `npm run flower-client`, checked, with their defaults. */
export type ClientOptions = Filled<typeof clientOptions>;
