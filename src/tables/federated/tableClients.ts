import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import type { ClassTargets, NumberTargets } from '../../data/dataset';
import { numberedIds } from '../../data/federate';
import type { Partition } from '../../data/partition/partition';
import { selectColumns } from '../selectColumns';
import { selectRows } from '../selectRows';
import type { Table } from '../table';
import { quoted, wordsOf } from './columnKinds';
import type { PreprocessedTarget } from './preprocessing';
import { rowsToUse, targetColumns, targetsOf } from './tableTarget';
import type { ColumnRoles } from './columnRoles';

/** A client's rows, as positions in a table. */
export interface ClientRows {
  readonly table: Table;
  readonly rows: Uint32Array;
}

/** The clients of one table or several. */
export interface TableClients {
  /** None is without rows. */
  readonly clients: ReadonlyMap<string, ClientRows>;
  /** Of all clients. */
  readonly rows: number;
  /** Where the clients come from, for a description. */
  readonly origin: string;
  readonly notes: readonly string[];
}

/** What clients are made by. */
export interface TableClientsOptions {
  readonly roles: ColumnRoles;
  readonly target: PreprocessedTarget;
  readonly partition?: Partition | ((targets: ClassTargets | NumberTargets) => Partition);
  readonly incompleteRows?: 'refuse' | 'drop';
}

/** Whether this is one table rather than one per client. */
export function isTable(source: Table | Readonly<Record<string, Table>>): source is Table {
  return Array.isArray(source.columns);
}

/**
 * Finds each client's rows.
 *
 * @throws DataError for rows without a client or a target, unless they are to be dropped; ArgumentError unless
 *   there is exactly one way to tell clients apart
 */
export function tableClients(
  source: Table | Readonly<Record<string, Table>>,
  { roles, target, partition, incompleteRows = 'refuse' }: TableClientsOptions,
): TableClients {
  const column = roles.client;
  const ways = +!isTable(source) + +(column !== undefined) + +(partition !== undefined);
  if (ways !== 1) {
    const rule = 'come from a column, a partition, or several tables: exactly one of these';
    throw new ArgumentError('clients', rule, `${ways} of them`);
  }
  const needed = [...(column === undefined ? [] : [column]), ...roles.targets];
  const notes: string[] = [];
  const complete = (table: Table): Uint32Array => {
    const { rows, note } = rowsToUse(table, needed, incompleteRows);
    if (note !== undefined) notes.push(note);
    return rows;
  };
  const found = new Map<string, ClientRows>();
  let origin: string;
  if (!isTable(source)) {
    origin = 'one client per table';
    for (const [id, table] of Object.entries(source)) {
      found.set(id, { table, rows: complete(table) });
    }
  } else if (column !== undefined) {
    origin = `one client for each value of ${quoted([column])}`;
    for (const [id, rows] of rowsByWord(source, column, complete(source))) {
      found.set(id, { table: source, rows });
    }
  } else {
    origin = 'divided among made-up clients';
    const rows = complete(source);
    const parts = partitioned(source, partition!, rows, target);
    const ids = numberedIds('client', parts.length);
    parts.forEach((part, i) => found.set(ids[i], { table: source, rows: part }));
    const left = rows.length - parts.reduce((sum, part) => sum + part.length, 0);
    if (left > 0) notes.push(`${counted(left, 'row')} belong to no client of the partition.`);
  }
  const clients = new Map([...found].filter(([, { rows }]) => rows.length > 0));
  const empty = [...found.keys()].filter((id) => !clients.has(id));
  if (empty.length > 0) {
    notes.push(`${counted(empty.length, 'client')} without rows left out: ${quoted(empty)}.`);
  }
  const rows = [...clients.values()].reduce((sum, client) => sum + client.rows.length, 0);
  if (rows > 0) return { clients, rows, origin, notes };
  const first = isTable(source) ? source : Object.values(source)[0];
  throw new DataError(first.source, 'has no rows for any client');
}

/** The rows grouped by a column's values, in the order in which these occur. */
function rowsByWord(table: Table, name: string, rows: Uint32Array): [string, Uint32Array][] {
  const { codes, categories } = wordsOf(table, name);
  const members = categories.map((): number[] => []);
  for (const row of rows) members[codes[row]].push(row);
  return categories.flatMap((id, code): [string, Uint32Array][] =>
    members[code].length > 0 ? [[id, Uint32Array.from(members[code])]] : [],
  );
}

/** Each part's complete rows, as positions in the table. */
function partitioned(
  table: Table,
  partition: NonNullable<TableClientsOptions['partition']>,
  rows: Uint32Array,
  target: PreprocessedTarget,
): Uint32Array[] {
  const own =
    typeof partition === 'function'
      ? partition(targetsOf(selectRows(selectColumns(table, targetColumns(target)), rows), target))
      : partition;
  const places = typeof partition === 'function' ? rows : undefined;
  const positions = places?.length ?? table.rows;
  const taken = new Uint8Array(positions);
  own.forEach((indices, client) => {
    const argument = `partition[${client}]`;
    for (const i of indices) {
      if (i >= positions) {
        throw new ArgumentError(argument, `hold positions below ${counted(positions, 'row')}`, i);
      }
      if (!taken[i]++) continue;
      throw new ArgumentError(argument, 'not repeat a row or share one with another client', i);
    }
  });
  const complete = new Uint8Array(table.rows);
  for (const row of rows) complete[row] = 1;
  return own.map((indices) =>
    places ? indices.map((i) => places[i]) : indices.filter((row) => complete[row]),
  );
}
