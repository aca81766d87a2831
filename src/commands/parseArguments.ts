import type { Command } from 'commander';
import { ArgumentError } from '../core/errors';

/**
 * Reads a command's arguments. An option that needs a value does not take the next option as its
 * value, as in `--rounds --out runs/a`. Write a value that starts with two dashes as `--out=--a`.
 *
 * @param argv the arguments alone; a `--` that npm passed on is skipped
 * @throws ArgumentError that names the option without a value; commander's `CommanderError` for
 *   `--help` and for what it cannot read
 */
export function parseArguments(program: Command, argv: readonly string[]): Command {
  const args = argv[0] === '--' ? argv.slice(1) : [...argv];
  const end = args.indexOf('--');
  const named = end < 0 ? args : args.slice(0, end);
  const flags = program.options.flatMap(({ short, long }) => [short, long]);
  for (const [i, text] of named.entries()) {
    const option = program.options.find(({ short, long }) => text === short || text === long);
    const value = named.at(i + 1);
    if (!option?.required || value === undefined) continue;
    if (/^--.|^-h$/.test(value) || flags.includes(value)) {
      throw new ArgumentError(text, 'be followed by a value', value);
    }
  }
  return program.parse(args, { from: 'user' });
}
