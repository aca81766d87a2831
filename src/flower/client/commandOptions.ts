import { Command } from 'commander';
import { ArgumentError, FederatedError } from '../../core/errors';
import { flag } from '../../commands/flag';
import { parseArguments } from '../../commands/parseArguments';
import type { PartitionName, PartitionSettings } from '../../data/partition/namedPartition';
import { writerNames } from '../../data/sources/namedDatasets';
import { optionsSchema } from './optionsSchema';
import type { ClientOptions } from './optionsSchema';
import { optionTexts } from './optionTexts';

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
  for (const [name, [argument, help]] of Object.entries(optionTexts)) {
    program.option(`${flag(name)}${argument ? ` <${argument}>` : ''}`, help);
  }
  parseArguments(program, argv);
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

/** Options that say more of certain partitions. */
const partitionOptions: Readonly<Record<keyof PartitionSettings, readonly PartitionName[]>> = {
  alpha: ['dirichlet'],
  dirichletSizes: ['dirichlet'],
  minimumSize: ['dirichlet', 'quantity'],
  shardsPerClient: ['shards'],
  labelsPerClient: ['labels'],
  sigma: ['quantity'],
};

function checkTogether(options: ClientOptions, given: Readonly<Record<string, unknown>>): void {
  const { partitionId, numPartitions, partition, ca, insecure, key, publicKey } = options;
  if ((partitionId === undefined) !== (numPartitions === undefined)) {
    throw new FederatedError('--partition-id and --num-partitions must be given together');
  }
  if (partitionId !== undefined && partitionId >= numPartitions!) {
    const rule = `be below ${numPartitions}, the number of parts, which count from 0`;
    throw new ArgumentError('--partition-id', rule, partitionId);
  }
  for (const [name, partitions] of Object.entries(partitionOptions)) {
    if (given[name] === undefined || partitions.includes(partition)) continue;
    const rule = `be left out unless --partition is ${partitions.join(' or ')}`;
    throw new ArgumentError(flag(name), rule, given[name]);
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
