import { sharedDataNames } from '../../options/clients/dataSettings';
import { path, text, upTo, whole, yes } from '../../options/fields';
import type { Filled, OptionTable } from '../../options/option';
import { take } from '../../options/table';

/** Where the server is, and how it knows this node. */
export const connectionOptions = {
  superlink: {
    schema: text('HOST:PORT'),
    placeholder: 'HOST:PORT',
    help: 'the SuperLink: https, but http on this machine; or a whole http(s):// address',
  },
  ca: {
    schema: path(),
    placeholder: 'FILE',
    help: 'certificates to trust, PEM, in place of the system’s',
  },
  insecure: {
    schema: yes(),
    help: 'speak http to another machine: everybody between can read and change all of it',
  },
  key: {
    schema: path(),
    placeholder: 'FILE',
    help: 'this node’s private key, made where there is none',
    defaultText: 'a new one each time',
  },
  publicKey: {
    schema: yes(),
    help: 'print the key’s public half, which flwr supernode register takes, and end',
  },
  python: {
    schema: text('a path'),
    placeholder: 'FILE',
    help: 'a Python with flwr, to take the schema of its messages from',
    defaultText: 'python3',
  },
  schema: {
    schema: path(),
    placeholder: 'FILE',
    help: 'the schema that --write-schema wrote on another machine; needs no Python',
  },
  writeSchema: { schema: path(), placeholder: 'FILE', help: 'write the schema to a file and end' },
} as const satisfies OptionTable;

/** Which client this is, in the words of Flower's own node config. */
export const partOptions = {
  partitionId: {
    schema: whole(0),
    placeholder: 'K',
    help: 'this client’s part of the data set, from 0',
    defaultText: 'all of it; of data with writers one of them',
  },
  numPartitions: {
    schema: whole(1),
    placeholder: 'N',
    help: 'how many parts: what --clients is in a simulation',
    argument: 'clients',
  },
} as const satisfies OptionTable;

/** How the node talks to the server. */
export const nodeOptions = {
  heartbeat: {
    schema: whole(10, 1800),
    placeholder: 'S',
    help: 'seconds between heartbeats; after twice as many the server gives up',
    default: 30,
  },
  poll: {
    schema: upTo(60),
    placeholder: 'S',
    help: 'seconds between two questions for messages',
    default: 1,
  },
  timeLimit: {
    schema: upTo(1e6),
    placeholder: 'S',
    help: 'seconds that training may take for one message',
    default: 3600,
  },
  startLimit: {
    schema: upTo(1e6),
    placeholder: 'S',
    help: 'seconds that the SuperLink may be out of reach at the start',
    default: 60,
  },
  maxMessage: {
    schema: whole(1, 2047),
    placeholder: 'MIB',
    help: 'largest body sent or received',
    default: 32,
  },
  json: { schema: yes(), help: 'log one JSON object a line' },
} as const satisfies OptionTable;

/** What the client takes from the table of all options. */
export const clientTaken = take(
  [
    ...sharedDataNames,
    'model',
    'trainer',
    'workers',
    'localEpochs',
    'batchSize',
    'clientLearningRate',
    'clientMomentum',
    'transforms',
  ],
  {
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
