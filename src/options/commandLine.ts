import { Command, Option as CommandOption } from 'commander';
import { flag } from '../commands/flag';
import { parseArguments } from '../commands/parseArguments';
import { placeholderOf } from './help';
import { withDefaults } from './defaults';
import { checkNeeds } from './needs';
import type { Filled, OptionTable, Values } from './option';
import { checkValues, readValue } from './values';

/** A command that npm runs. */
export interface CommandDescription<Table extends OptionTable = OptionTable> {
  /** `npm run simulate --` */
  readonly name: string;
  readonly options: Table;
  /** Positional arguments in commander's notation: `<folder>`. */
  readonly arguments?: string;
  readonly help: () => string;
}

/** Values from a command line, not yet checked. */
export interface Written {
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly args: readonly string[];
}

/**
 * Reads the arguments of a command.
 *
 * @param argv the arguments, without the program's name
 * @param write receives the help and commander's error messages
 * @throws ArgumentError for an option without its value; commander's `CommanderError` for `--help` and
 *   for arguments that it cannot parse
 */
export function readCommandLine(
  { name, options, help, arguments: others }: CommandDescription,
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): Written {
  const program = new Command(name)
    .configureOutput({ writeOut: write.out, writeErr: write.err })
    .configureHelp({ formatHelp: help })
    .helpOption('-h, --help')
    .allowExcessArguments(false)
    .exitOverride();
  if (others !== undefined) program.arguments(others);
  for (const [option, entry] of Object.entries(options)) {
    const value = placeholderOf(entry) === '' ? '' : ' <value>';
    program.addOption(new CommandOption(`${flag(option)}${value}`));
  }
  parseArguments(program, argv);
  const given = Object.entries(program.opts<Record<string, string | boolean>>());
  const values = given.map(([option, value]) => [
    option,
    typeof value === 'string' ? readValue(options[option], value) : value,
  ]);
  return {
    values: Object.fromEntries(values) as Written['values'],
    args: program.args,
  };
}

/** A command's arguments, checked. */
export interface Told<Table extends OptionTable> {
  /** The options that were given. */
  readonly given: Values<Table>;
  /** The same, with the defaults filled in. */
  readonly options: Filled<Table>;
  /** The positional arguments. */
  readonly args: readonly string[];
}

/**
 * Reads the arguments of a command, checks each option, fills in the defaults, and refuses options that
 * would have no effect.
 *
 * @throws ArgumentError that names the option; otherwise as {@link readCommandLine}
 */
export function readOptions<Table extends OptionTable>(
  command: CommandDescription<Table>,
  argv: readonly string[],
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): Told<Table> {
  const { values, args } = readCommandLine(command, argv, write);
  const given = checkValues(command.options, values);
  const options = withDefaults(command.options, given);
  checkNeeds(command.options, given, options);
  return { given, options, args };
}
