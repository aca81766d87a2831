import { mkdtempSync, rmSync } from '../../platform/files';
import { join } from '../../platform/paths';
import { tmpdir } from '../../platform/system';
import { DataError } from '../../core/errors';
import { wordsOf } from '../../tables/federated/columnKinds';
import type { FederateTableOptions } from '../../tables/federated/federateTable';
import { readTable } from '../../tables/read/readTable';
import type { ReadOptions } from '../../tables/read/readOptions';
import { selectColumns } from '../../tables/selectColumns';
import { selectRows } from '../../tables/selectRows';
import { writeTable } from '../../tables/writeTable';

/** A file for each client. */
export interface FilesOfClients {
  readonly files: readonly string[];
  /** Removes them. */
  readonly remove: () => void;
}

/** Names of files that every system takes. */
const plain = /^[\p{L}\p{N}](?:[\p{L}\p{N} _-]{0,80}[\p{L}\p{N}_-])?$/u;

/**
 * Writes a file for each value of a column, with the rows that have it and the given columns. Its name is the value,
 * or a number if files cannot have such a name.
 *
 * @param files of one table
 * @throws ArgumentError for a column that is not there; DataError for what is wrong in a file, and for a row that is
 *   nobody's unless such rows are to be dropped
 */
export async function filesByColumn(
  files: readonly string[],
  client: string,
  columns: readonly string[],
  {
    incompleteRows = 'refuse',
    ...options
  }: ReadOptions & Pick<FederateTableOptions, 'incompleteRows'>,
): Promise<FilesOfClients> {
  const types = { ...options.types, [client]: 'category' as const };
  const names = [client, ...columns];
  const table = await readTable(files, { ...options, types, columns: names });
  const { codes, categories } = wordsOf(table, client);
  const nobodys = codes.indexOf(-1);
  if (nobodys >= 0 && incompleteRows === 'refuse') {
    throw new DataError(
      table.source,
      `row ${nobodys + 1} has no value of ${JSON.stringify(client)}`,
    );
  }
  const kept = selectColumns(table, columns);
  const folder = mkdtempSync(join(tmpdir(), 'federated-clients-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const lower = categories.map((name) => name.toLowerCase());
    const written = categories.map((name, code) => {
      const own = plain.test(name) && lower.indexOf(lower[code]) === lower.lastIndexOf(lower[code]);
      const file = join(folder, `${own ? name : `client ${code + 1}`}.csv`);
      const rows = Array.from(codes.keys()).filter((row) => codes[row] === code);
      writeTable(selectRows(kept, rows), file);
      return file;
    });
    return { files: written, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
