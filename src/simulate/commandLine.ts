import { Command, Option } from 'commander';
import { ArgumentError } from '../core/errors';
import { flag } from '../commands/flag';
import { parseArguments } from '../commands/parseArguments';
import { commandTexts } from './commandOptions';
import type { CommandOptions } from './commandOptions';
import { helpText } from './help';
import { parseSettings } from './parseSettings';
import { settingNames } from './settings';
import type { SettingName, Settings } from './settings';

/** Paths may look like numbers. */
const paths: readonly SettingName[] = ['dataDir', 'writersFile', 'availability'];

/** What was written on the command line. */
export interface CommandLine {
  readonly command: CommandOptions;
  readonly settings: Settings;
}

/**
 * Reads the arguments of the command.
 *
 * @param write takes the help, and what commander says of an unknown option
 * @throws ArgumentError for an option out of range; commander's `CommanderError` for `--help` and for
 *   what it cannot read
 */
export function parseCommandLine(
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): CommandLine {
  const program = new Command('npm run simulate --')
    .configureOutput({ writeOut: write.out, writeErr: write.err })
    .configureHelp({ formatHelp: helpText })
    .helpOption('-h, --help')
    .allowExcessArguments(false)
    .exitOverride();
  for (const [name, argument] of commandTexts) {
    program.addOption(new Option(argument ? `${flag(name)} <value>` : flag(name)));
  }
  for (const name of settingNames) program.addOption(new Option(`${flag(name)} <value>`));
  parseArguments(program, argv);
  const given = program.opts<Record<string, string | boolean>>();
  const isSetting = (name: string): name is SettingName =>
    (settingNames as readonly string[]).includes(name);
  const entries = Object.entries(given);
  const command = Object.fromEntries(entries.filter(([name]) => !isSetting(name)));
  const settings: [string, unknown][] = entries
    .filter(([name]) => isSetting(name))
    .map(([name, text]) => [
      name,
      paths.includes(name as SettingName) ? text : numberOrText(text as string),
    ]);
  checkCommand(command);
  return { command, settings: parseSettings(Object.fromEntries(settings)) };
}

function checkCommand({ resume, force, out }: CommandOptions): void {
  if (resume && force) {
    throw new ArgumentError(
      '--force',
      'be left out with --resume, which keeps what is there',
      true,
    );
  }
  if (resume && out === undefined) {
    throw new ArgumentError('--out', 'name the run’s folder with --resume', undefined);
  }
  if (out === '') throw new ArgumentError('--out', 'be a path', out);
}

function numberOrText(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}
