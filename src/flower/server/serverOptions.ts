import { Option } from 'commander';
import type { Command } from 'commander';
import { ArgumentError } from '../../core/errors';
import { flag } from '../../commands/flag';
import type { ServerAppSettings } from './settings';
import { flowerStrategyNames } from './strategies';

/** Reads a number; whether it is in its range is checked where it is used. */
export function number(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function numberOrFull(text: string): number | string {
  return text === 'full' ? text : number(text);
}

type Text = readonly [flags: string, help: string, parse?: (text: string) => unknown];

/** What the server decides, with the defaults of `completeServerAppSettings`. */
const serverOptions: readonly Text[] = [
  ['--rounds <n>', 'rounds (default: 5)', number],
  ['--client-learning-rate <rate>', 'of every client (default: 0.1)', number],
  ['--local-epochs <n>', 'passes over a client’s examples in a round (default: 1)', number],
  ['--batch-size <n>', 'examples a step, or full (default: 20)', numberOrFull],
  ['--fraction-train <share>', 'of the connected clients that train (default: 1)', number],
  ['--fraction-evaluate <share>', 'of the connected clients that evaluate (default: 1)', number],
  ['--min-clients <n>', 'fewest clients in a round', number],
  ['--min-available-clients <n>', 'connected clients that a round waits for', number],
  ['--timeout-seconds <s>', 'how long a round waits for answers (default: 600)', number],
  ['--poll-seconds <s>', 'how often the server looks for answers (default: 0.25)', number],
  ['--keep-replies', 'keep every client’s arrays of each round, too'],
];

const strategyOptions: readonly Text[] = [
  ['--server-learning-rate <rate>', 'fedavgm, fedadagrad, fedadam, fedyogi', number],
  ['--server-momentum <m>', 'fedavgm', number],
  ['--beta1 <b>', 'fedadam, fedyogi', number],
  ['--beta2 <b>', 'fedadam, fedyogi', number],
  ['--tau <t>', 'fedadagrad, fedadam, fedyogi', number],
  ['--proximal-mu <mu>', 'fedprox (default: 0.01)', number],
  ['--q <q>', 'qfedavg', number],
  ['--trim <share>', 'fedtrimmedavg: cut off at each end', number],
];

/** Adds the options of a server app to a command. */
export function addServerOptions(command: Command): Command {
  const names = flowerStrategyNames.join(', ');
  command.addOption(new Option('--strategy <name>', `of Flower’s: ${names} (default: fedavg)`));
  for (const [flags, help, parse] of [...serverOptions, ...strategyOptions]) {
    const option = new Option(flags, help);
    command.addOption(parse ? option.argParser(parse) : option);
  }
  return command;
}

/** The names of the options above, as they are in `ServerAppSettings`. */
const settingNames = ['strategy', ...[...serverOptions, ...strategyOptions].map(nameOf)];

function nameOf([flags]: Text): string {
  return new Option(flags).attributeName();
}

/** What was given of a server app's settings; they are checked by who takes them. */
export function serverSettings(given: Readonly<Record<string, unknown>>): ServerAppSettings {
  const named = settingNames.filter((name) => given[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, given[name]]));
}

/**
 * An error's argument as it is on the command line: `clientLearningRate` -> `--client-learning-rate`.
 *
 * @param others what arguments are called that are no options of this name
 */
export function withFlag(error: unknown, others: Readonly<Record<string, string>>): unknown {
  if (!(error instanceof ArgumentError) || !/^[a-z][A-Za-z0-9]*$/.test(error.argument))
    return error;
  const { argument, rule, value } = error;
  const name = Object.hasOwn(others, argument) ? others[argument] : flag(argument);
  return new ArgumentError(name, rule, value);
}
