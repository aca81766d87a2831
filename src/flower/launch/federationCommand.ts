import { join } from '../../platform/paths';
import { attackName, makeAttack } from '../../attacks/poisoning/catalogue';
import { attackerCount, chooseAttackers } from '../../attacks/poisoning/chooseAttackers';
import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { Rng } from '../../core/rng';
import { exitCode } from '../../commands/exitCode';
import type { LiveLine } from '../../commands/liveLine';
import { checkNotMaskedCodec, codecOf } from '../../options/codec';
import { checkClients } from '../../options/clients/dataSettings';
import { readOptions } from '../../options/commandLine';
import { pick } from '../../options/defaults';
import type { Values } from '../../options/option';
import { byTheme, codecSection, helpText, partSection, wrap } from '../../options/help';
import { transforms } from '../../strategies/transforms';
import { promiseText } from '../../privacy/spentText';
import type { PrivacySpent } from '../../updates/updateTransform';
import { withFlags } from '../../options/withFlags';
import { loneAttacks } from '../client/loneAttack';
import { ensureFlower } from './ensureFlower';
import { roundsFolder, runFederation } from './federation';
import { federationClients } from './federationClients';
import type { FederationClients } from './federationClients';
import type { FlowerInstallation } from './flowerInstallation';
import { roundLine, roundTotals } from './roundLine';
import type { CommandOutput } from '../server/serverAppCommand';
import { serverOptions } from '../server/serverOptions';
import { completeServerAppSettings } from '../server/settings';
import type { FullServerAppSettings } from '../server/settings';
import {
  clientsTaken,
  federationOptions,
  federationTaken,
  ownFederationOptions,
  ownServerPart,
} from './federationOptions';
import type { FederationCommandOptions } from './federationOptions';
import { tabsAsClients } from './tabs/openTabs';
import { tabOptions } from './tabs/tabOptions';
import type { TypeScriptClients } from './typeScriptClients';
import { checkEmpty } from '../server/writeServerApp';

/** The surroundings of the command. */
export interface FederationIo extends CommandOutput {
  /** Ends the federation. */
  readonly signal: AbortSignal;
  /** Shows the progress of a long step. */
  readonly progress?: Pick<LiveLine, 'update' | 'end'>;
  /** The command of a Python that can make environments. */
  readonly basePython?: () => readonly string[];
}

/**
 * `npm run federation -- …`
 *
 * @param argv the arguments, without the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong options, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[], io: FederationIo): Promise<number> {
  try {
    const { given, options } = readOptions(command, argv, io);
    checkClients(given, options);
    checkNotMaskedCodec(options);
    codecOf(options);
    const taken = pick(clientsTaken, given);
    const ofClients = options.secureAggregation ? taken : unprotected(taken);
    return await federation({ given, options, ofClients }, io);
  } catch (error) {
    if (io.signal.aborted) {
      io.err('stopped; nothing is left running\n');
      return 130;
    }
    return exitCode(withFlags(federationOptions, error, { folder: '--out' }), io);
  }
}

/** Without secure aggregation, clipping and noise are the server's. */
function unprotected(options: TypeScriptClients['options']): TypeScriptClients['options'] {
  return { ...options, clip: undefined, noiseMultiplier: undefined };
}

interface Asked {
  readonly given: Values<typeof federationOptions>;
  readonly options: FederationCommandOptions;
  readonly ofClients: TypeScriptClients['options'];
}

async function federation(
  { given, options, ofClients = {} }: Asked,
  io: FederationIo,
): Promise<number> {
  const { out: folder = join('runs', `federation-${timestamp()}`) } = options;
  checkTable(given);
  checkSomebody(options);
  const settings = pick(serverOptions, options);
  completeServerAppSettings(settings);
  checkEmpty(folder);
  const parts = await federationClients(options, ofClients);
  try {
    const server = completeServerAppSettings({
      ...settings,
      ...startingCounts(given, options, parts),
    });
    return await rounds(options, { ...parts, folder, server }, io);
  } finally {
    parts.close();
  }
}

/** Refuses options that have no effect where each file, or each value of a column, is a client. */
function checkTable({ table, clients, partition }: Asked['given']): void {
  if (table === undefined) return;
  const rule = 'be left out with --table: each file, or each value of --client-column, is a client';
  if (clients !== undefined) throw new ArgumentError('--clients', rule, clients);
  if (partition !== undefined) throw new ArgumentError('--partition', rule, partition);
}

/** Refuses a federation of nobody. */
function checkSomebody({ clients, browser }: FederationCommandOptions): void {
  if (!browser) wholeNumber('--clients', clients, 1);
}

/** How many clients have to be there, and when. */
function startingCounts(
  given: Asked['given'],
  { table, minAvailableClients, browserClients }: FederationCommandOptions,
  { count }: FederationClients,
): Pick<FullServerAppSettings, 'minAvailableClients' | 'startClients'> {
  const all = count + (browserClients ?? 0);
  // Tables are compared when all clients are there. Tabs may go after the first round.
  const atStart = table !== undefined || browserClients !== undefined;
  const fewest = table !== undefined && browserClients === undefined ? all : minAvailableClients;
  const available = given.minAvailableClients ?? fewest;
  return {
    minAvailableClients: available,
    startClients: given.startClients ?? (atStart ? all : available),
  };
}

interface Prepared extends FederationClients {
  readonly folder: string;
  readonly server: FullServerAppSettings;
}

async function rounds(
  options: FederationCommandOptions,
  { folder, server, model, count, page, commands }: Prepared,
  io: FederationIo,
): Promise<number> {
  const all = count + (options.browserClients ?? 0);
  wholeNumber('minClients', server.minClients, 1, all);
  wholeNumber('minAvailableClients', server.minAvailableClients, 1, all);
  wholeNumber('startClients', server.startClients, 1, all);
  const attack = badClients(options, count);
  const teller = (write: (text: string) => void) => (line: string) => {
    io.progress?.end();
    write(`${line}\n`);
  };
  const [say, announce] = [teller(io.out), teller(io.err)];
  const installation = await install(options, io, announce);
  const { signal } = io;
  if (attack) announce(attackText(attack));
  const nodes = await commands(installation, attack, signal);
  const others = options.browser
    ? tabsAsClients({ options, installation, folder, page, announce })
    : undefined;
  const totals = roundTotals();
  let spent: PrivacySpent | undefined;
  const run = {
    ...{ folder, installation, model, clients: nodes, server, announce, signal },
    ...(others && { others }),
  };
  for await (const round of runFederation(run)) {
    totals.add(round);
    spent = round.privacy;
    say(roundLine(round, server.rounds));
    for (const failure of round.failures) io.err(`  ${failure}\n`);
  }
  say(totals.text());
  if (spent) say(promiseText(spent, server.rounds));
  say(`arrays of each round: ${roundsFolder(folder)}`);
  if (totals.answered) return 0;
  io.err('no client answered in the last round\n');
  return 1;
}

/** The clients that attack: the same ones as in a simulation with this seed. */
function badClients(
  { attack: name, attackers = 1, seed }: FederationCommandOptions,
  clients: number,
): TypeScriptClients['attack'] {
  if (name === undefined) return undefined;
  const ids = Array.from({ length: clients }, (_, k) => String(k));
  const rng = Rng.fromSeed(seed);
  return { name, attackers: chooseAttackers(ids, attackerCount(attackers), rng).map(Number) };
}

/** `clients 2, 5 lie: sign flip × 10` */
function attackText({ name, attackers }: NonNullable<TypeScriptClients['attack']>): string {
  const numbers = attackers.map((k) => k + 1).join(', ');
  const who = attackers.length === 1 ? `client ${numbers} lies` : `clients ${numbers} lie`;
  return `${who}: ${attackName(makeAttack(name))}`;
}

/** Flower, in the requested environment. */
async function install(
  { python, flowerVersion: version }: FederationCommandOptions,
  { signal, progress, basePython, err }: FederationIo,
  announce: (line: string) => void,
): Promise<FlowerInstallation> {
  const installation = await ensureFlower({
    ...(python !== undefined && { python }),
    ...(version !== undefined && { version }),
    ...(basePython && { basePython }),
    progress: (line) => {
      progress?.update(() => `  ${line}`);
    },
    announce,
    signal,
  });
  if (installation.warning !== undefined) err(`${installation.warning}\n`);
  return installation;
}

/** `20261121-072512`, in local time. */
function timestamp(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())];
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())];
  return `${date.join('')}-${time.join('')}`;
}

const command = {
  name: 'npm run federation --',
  options: federationOptions,
  help: () =>
    helpText([
      'Usage: npm run federation -- [options]',
      wrap(
        'A real federation on this machine: installs Flower into its own environment if necessary, ' +
          'starts its SuperLink and TypeScript clients on loopback ports, runs the rounds, and stops ' +
          'everything that it started.',
      ),
      {
        'The federation': ownFederationOptions,
        'Tabs of browsers': tabOptions,
        ...byTheme(federationTaken),
        'The server': ownServerPart,
      },
      partSection('Transforms', transforms),
      codecSection(),
      partSection('Attacks', loneAttacks),
      'Exit codes: 0 done, 1 failed, 2 wrong options, 130 stopped by Ctrl-C.',
    ]),
};
