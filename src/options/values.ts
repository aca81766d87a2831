import * as z from 'zod';
import { flag } from '../commands/flag';
import { ArgumentError } from '../core/errors';
import type { Option, OptionTable, Values } from './option';

/**
 * Checks options one by one, each by its own schema.
 *
 * @param argument the name of an option in errors; default: as on the command line
 * @throws ArgumentError that names the first option out of range, or one that is not in the table
 */
export function checkValues<Table extends OptionTable>(
  options: Table,
  given: Readonly<Record<string, unknown>>,
  argument: (name: string) => string = flag,
): Values<Table> {
  const shape = Object.entries(options).map(([name, { schema }]) => [name, schema.optional()]);
  const schema = z.strictObject(Object.fromEntries(shape) as z.ZodRawShape);
  const { success, data, error } = schema.safeParse(given);
  if (success) return data as Values<Table>;
  const [issue] = error.issues;
  if (issue.code === 'unrecognized_keys') {
    const [name] = issue.keys;
    const rule = `be one of the options that --help lists${suggestion(options, name)}`;
    throw new ArgumentError(argument(name), rule, given[name]);
  }
  const name = String(issue.path[0]);
  throw new ArgumentError(argument(name), issue.message, given[name]);
}

/** Reads a value from the command line: a string or, if the schema takes no string, a number. */
export function readValue({ schema }: Option, text: string): string | number {
  if (schema.safeParse(text).success) return text;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** Suggests the known name with the same letters or the same beginning. */
function suggestion(options: OptionTable, name: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const close = Object.keys(options).find(
    (known) =>
      plain(known) === plain(name) ||
      (plain(name).length > 2 &&
        (plain(known).startsWith(plain(name)) || plain(name).startsWith(plain(known)))),
  );
  return close === undefined ? '' : ` (did you mean ${close}?)`;
}
