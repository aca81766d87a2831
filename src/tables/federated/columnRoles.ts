import { ArgumentError, DataError } from '../../core/errors';
import { column } from '../column';
import type { Table } from '../table';
import { checkNames, quoted } from './columnKinds';
import type { Preprocessing } from './preprocessing';
import { targetColumns } from './tableTarget';

/** What each column is for. */
export interface ColumnRoles {
  readonly features: readonly string[];
  /** At least one. */
  readonly targets: readonly string[];
  readonly client: string | undefined;
}

/** Names of columns as options give them. */
export interface ColumnOptions {
  readonly client?: string;
  readonly target?: string | readonly string[];
  readonly features?: readonly string[];
}

/**
 * Finds out what the columns are for and that every table has them.
 *
 * @throws ArgumentError for a column with two roles, and for one that a table does not have; DataError for a
 *   table that has a name twice
 */
export function rolesOf(
  tables: readonly Table[],
  { client, target, features }: ColumnOptions,
  preprocessing?: Preprocessing,
): ColumnRoles {
  const known = preprocessing?.target && targetColumns(preprocessing.target);
  const targets = target === undefined ? (known ?? []) : [target].flat();
  checkNames('target', targets);
  if (known && known.join('\n') !== targets.join('\n')) {
    throw new ArgumentError('target', `be that of the preprocessing, ${quoted(known)}`, target);
  }
  if (client !== undefined && targets.includes(client)) {
    throw new ArgumentError('target', 'be another column than the clients’', client);
  }
  const trained = preprocessing?.features.map(({ name }) => name);
  const others = tables[0].columns.map(({ name }) => name);
  const roles = new Set([client, ...targets]);
  const names = features ?? trained ?? others.filter((name) => !roles.has(name));
  checkNames('features', names);
  if (client !== undefined && names.includes(client)) {
    const rule =
      'leave out the clients’ column: a model would learn who asks, and a new client has a value it never saw';
    throw new ArgumentError('features', rule, client);
  }
  const answer = names.find((name) => targets.includes(name));
  if (answer !== undefined) {
    throw new ArgumentError('features', 'leave out the target: it is the answer', answer);
  }
  if (trained && [...trained].sort().join('\n') !== [...names].sort().join('\n')) {
    const rule = `be those of the preprocessing, ${quoted(trained)}`;
    throw new ArgumentError('features', rule, quoted(names));
  }
  for (const table of tables) {
    const counts = new Map<string, number>();
    for (const { name } of table.columns) counts.set(name, (counts.get(name) ?? 0) + 1);
    const doubled = [...counts.keys()].find((name) => counts.get(name)! > 1);
    if (doubled !== undefined) {
      throw new DataError(table.source, `has more than one column ${quoted([doubled])}`);
    }
    for (const name of [...(client === undefined ? [] : [client]), ...targets, ...names]) {
      column(table, name);
    }
  }
  return { features: names, targets, client };
}
