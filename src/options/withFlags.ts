import { flag } from '../commands/flag';
import { ArgumentError } from '../core/errors';
import type { OptionTable } from './option';

/**
 * Renames the options in an error's argument as on the command line: `clients × shardsPerClient` ->
 * `--clients × --shards-per-client`. Any other error is returned unchanged.
 *
 * @param others replacements for names that are not options
 */
export function withFlags(
  options: OptionTable,
  error: unknown,
  others: Readonly<Record<string, string>> = {},
): unknown {
  if (!(error instanceof ArgumentError) || error.argument.startsWith('--')) return error;
  const names = new Map(Object.keys(options).map((name) => [name, flag(name)]));
  for (const [name, { argument }] of Object.entries(options)) {
    if (argument !== undefined) names.set(argument, flag(name));
  }
  for (const [name, text] of Object.entries(others)) names.set(name, text);
  const argument = error.argument.replaceAll(/[A-Za-z]\w*/g, (word) => names.get(word) ?? word);
  return new ArgumentError(argument, error.rule, error.value);
}
