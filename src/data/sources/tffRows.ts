import type { Row, SqliteFile } from './sqliteFile';

/** The serialized examples of one client in one split, in the file's order. */
export type ExampleReader = (split: string, clientId: string) => Iterable<unknown>;

const blobs = 'SELECT serialized_example_proto AS blob FROM examples';
const byClient = `${blobs} WHERE split_name = ? AND client_id = ? ORDER BY rowid`;

/**
 * How to find a client's rows in the table `examples`. With an index that starts with the client's
 * id, or with split and id, SQLite finds them in a few page reads. Without one, every query would
 * read the whole file, so a single scan notes the row numbers of all clients of these splits, 8
 * bytes per row.
 */
export function exampleReader(database: SqliteFile, splits: readonly string[]): ExampleReader {
  const plan = database.all(`EXPLAIN QUERY PLAN ${byClient}`, ['', '']);
  const indexed = plan.some(({ detail }) => /SEARCH .*\bclient_id=\?/.test(String(detail)));
  const read = indexed
    ? (split: string, id: string) => database.each(byClient, [split, id])
    : scannedReader(database, splits);
  return function* (split, clientId) {
    for (const row of read(split, clientId)) yield row.blob;
  };
}

function scannedReader(
  database: SqliteFile,
  splits: readonly string[],
): (split: string, id: string) => Iterable<Row> {
  const rows = new Map(splits.map((split) => [split, new Map<string, number[]>()]));
  const scan = 'SELECT rowid AS row, split_name, client_id FROM examples ORDER BY rowid';
  for (const { row, split_name: split, client_id: id } of database.each(scan)) {
    const clients = rows.get(String(split));
    const known = clients?.get(String(id));
    if (known) known.push(Number(row));
    else clients?.set(String(id), [Number(row)]);
  }
  return function* (split, id) {
    for (const row of rows.get(split)?.get(id) ?? []) {
      yield* database.each(`${blobs} WHERE rowid = ?`, [row]);
    }
  };
}
