import { join } from 'node:path';
import { Command, Option } from 'commander';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { exitCode } from '../../commands/exitCode';
import { parseArguments } from '../../commands/parseArguments';
import { partitionNames } from '../../data/partition/namedPartition';
import type { DatasetName } from '../../data/sources/namedDatasets';
import type { ModelName } from '../../models/makeModel';
import { trainerNames } from '../../training/makeTrainer';
import { dataShape } from '../server/dataShape';
import { ensureFlower } from './ensureFlower';
import { roundsFolder, runFederation } from './federation';
import type { FlowerInstallation } from './flowerInstallation';
import { roundLine, roundTotals } from './roundLine';
import { addModelOptions } from '../server/serverAppCommand';
import type { CommandOutput } from '../server/serverAppCommand';
import { addServerOptions, number, serverSettings, withFlag } from '../server/serverOptions';
import { completeServerAppSettings } from '../server/settings';
import { typeScriptClients } from './typeScriptClients';
import { checkEmpty } from '../server/writeServerApp';
import { zooModel } from '../server/zooModel';

/** What the command works with. */
export interface FederationIo extends CommandOutput {
  /** Ends the federation. */
  readonly signal: AbortSignal;
  /** Shows what a long step is at; '' clears it. */
  readonly progress?: (line: string) => void;
  /** The command of a Python that can make environments. */
  readonly basePython?: () => readonly string[];
}

interface Given {
  readonly clients: number;
  readonly model: ModelName;
  readonly dataset: DatasetName;
  readonly seed: number;
  readonly out?: string;
  readonly flowerVersion?: string;
  readonly python?: string;
  readonly partition?: string;
  readonly alpha?: number;
  readonly dataDir?: string;
  readonly trainer?: string;
}

/**
 * `npm run federation -- …`
 *
 * @param argv the arguments alone
 * @returns the exit code: 0 done, 1 failed, 2 wrong options, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[], io: FederationIo): Promise<number> {
  try {
    const program = parseArguments(command(io), argv);
    return await federation(program.opts(), io);
  } catch (error) {
    if (io.signal.aborted) {
      io.err('stopped; nothing is left running\n');
      return 130;
    }
    return exitCode(withFlag(error, { folder: '--out' }), io);
  }
}

async function federation(
  given: Given & Readonly<Record<string, unknown>>,
  io: FederationIo,
): Promise<number> {
  const { dataset, model: name, partition, alpha, dataDir, trainer } = given;
  const clients = wholeNumber('clients', given.clients, 1);
  const seed = wholeNumber('seed', given.seed, 0);
  const { out: folder = join('runs', `federation-${timestamp()}`) } = given;
  const server = completeServerAppSettings({ minClients: clients, ...serverSettings(given) });
  wholeNumber('minClients', server.minClients, 1, clients);
  wholeNumber('minAvailableClients', server.minAvailableClients, 1, clients);
  checkEmpty(folder);
  if (alpha !== undefined && partition !== 'dirichlet') {
    throw new ArgumentError('alpha', 'be left out unless --partition is dirichlet', alpha);
  }
  const model = await zooModel({ model: name, ...dataShape(dataset), seed });
  const teller = (write: (text: string) => void) => (line: string) => {
    io.progress?.('');
    write(`${line}\n`);
  };
  const [say, announce] = [teller(io.out), teller(io.err)];
  const installation = await install(given, io, announce);
  const { signal } = io;
  const nodes = await typeScriptClients(
    installation,
    { clients, dataset, model: name, seed, options: { partition, alpha, dataDir, trainer } },
    signal,
  );
  const totals = roundTotals();
  const options = { folder, installation, model, clients: nodes, server, announce, signal };
  for await (const round of runFederation(options)) {
    totals.add(round);
    say(roundLine(round, server.rounds));
    for (const failure of round.failures) io.err(`  ${failure}\n`);
  }
  say(totals.text());
  say(`arrays of each round: ${roundsFolder(folder)}`);
  if (totals.answered) return 0;
  io.err('no client answered in the last round\n');
  return 1;
}

/** Flower, in the environment that is asked for. */
async function install(
  { python, flowerVersion: version }: Given,
  { signal, progress, basePython, err }: FederationIo,
  announce: (line: string) => void,
): Promise<FlowerInstallation> {
  const installation = await ensureFlower({
    ...(python !== undefined && { python }),
    ...(version !== undefined && { version }),
    ...(basePython && { basePython }),
    ...(progress && { progress }),
    announce,
    signal,
  });
  if (installation.warning !== undefined) err(`${installation.warning}\n`);
  return installation;
}

/** `20261121-072512`, in the machine's time. */
function timestamp(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())];
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())];
  return `${date.join('')}-${time.join('')}`;
}

function command({ out, err }: CommandOutput): Command {
  const program = new Command('npm run federation --')
    .description(
      'A real federation on this machine: installs Flower into an environment of its own where ' +
        'it is not there, starts its SuperLink and TypeScript clients on loopback ports, runs the ' +
        'rounds, and ends everything that it started.',
    )
    .helpOption('-h, --help', 'show this text')
    .configureOutput({ writeOut: out, writeErr: err })
    .allowExcessArguments(false)
    .exitOverride()
    .addOption(new Option('--clients <n>', 'TypeScript clients').argParser(number).default(3));
  addModelOptions(program)
    .addOption(new Option('--partition <name>', '(default: iid)').choices(partitionNames))
    .addOption(new Option('--alpha <a>', 'dirichlet: the concentration').argParser(number))
    .addOption(new Option('--data-dir <folder>', 'the data set’s files'))
    .addOption(new Option('--trainer <name>', '(default: auto)').choices(trainerNames))
    .addOption(new Option('--out <folder>', 'takes app/, rounds/ and logs/ (default: below runs/)'))
    .addOption(new Option('--flower-version <version>', 'of flwr (default: the newest there is)'))
    .addOption(new Option('--python <path>', 'a Python that has flwr; nothing is installed then'));
  return addServerOptions(program);
}
