import { ArgumentError } from '../core/errors';
import { readCommandLine } from '../options/commandLine';
import { pick } from '../options/defaults';
import { runTable } from '../options/table';
import type { Settings } from '../options/table';
import { checkValues } from '../options/values';
import { commandOptions } from './commandOptions';
import type { CommandOptions } from './commandOptions';
import { simulateHelp } from './help';

/** The parsed command line. */
export interface CommandLine {
  readonly command: CommandOptions;
  readonly settings: Settings;
}

/**
 * Reads the arguments of the command.
 *
 * @param write receives the help and commander's error messages
 * @throws ArgumentError for an option out of range; commander's `CommanderError` for `--help` and for
 *   arguments that it cannot parse
 */
export function parseCommandLine(
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): CommandLine {
  const options = { ...commandOptions, ...runTable };
  const description = { name: 'npm run simulate --', options, help: simulateHelp };
  const { values } = readCommandLine(description, argv, write);
  const command = checkValues(commandOptions, pick(commandOptions, values));
  checkCommand(command);
  return { command, settings: checkValues(runTable, pick(runTable, values)) };
}

function checkCommand({ resume, force, out }: CommandOptions): void {
  if (resume && force) {
    throw new ArgumentError(
      '--force',
      'be left out with --resume, which keeps the existing run',
      true,
    );
  }
  if (resume && out === undefined) {
    throw new ArgumentError('--out', 'name the run’s folder with --resume', undefined);
  }
}
