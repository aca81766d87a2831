import { ArgumentError } from '../../core/errors';
import { column } from '../columns';
import type { Table } from '../table';
import { checkNames, quoted } from './columnKinds';
import type { Preprocessing } from './preprocessing';
import { targetColumns } from './tableTarget';

/** What each column is for. */
export interface TableSchema {
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
 * @throws ArgumentError for a column with two roles; DataError for a table without a column
 */
export function schemaOf(
  tables: readonly Table[],
  { client, target, features }: ColumnOptions,
  preprocessing?: Preprocessing,
): TableSchema {
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
    for (const name of [...(client === undefined ? [] : [client]), ...targets, ...names]) {
      column(table, name);
    }
  }
  return { features: names, targets, client };
}
