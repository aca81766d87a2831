import { Buffer } from '../../platform/bytes';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
} from '../../platform/files';
import { join, resolve } from '../../platform/paths';
import { tmpdir } from '../../platform/system';
import { Database, type JSValue, type NormalQueryResult } from '../../platform/databases';
import { DataError, FederatedError } from '../../core/errors';
import { reasonOf, unreadable } from '../../core/systemError';

/** Column name -> value. */
export type Row = NormalQueryResult;

/**
 * A read-only SQLite file, read page by page as queries need it: a file of any size costs a few
 * megabytes of memory.
 *
 * node-sqlite3-wasm locks by creating a folder `<file>.lock`, which fails in a read-only folder,
 * blocks a second reader, and is left behind by a process that dies. So the file is opened through
 * a symbolic link in a temporary folder, the lock is taken there once, for as long as the file is
 * open, and link and folder are removed immediately. If the system allows no links (Windows without
 * developer mode), the lock is created next to the file.
 */
export class SqliteFile {
  readonly #database: Database;

  /** Throws a `DataError` for a file that is missing, truncated or not a SQLite database. */
  constructor(readonly file: string) {
    checkHeader(file);
    try {
      this.#database = openUnlocked(resolve(file));
    } catch (cause) {
      throw new DataError(file, `cannot be opened: ${reasonOf(cause)}`, undefined, { cause });
    }
  }

  /** Throws a `DataError` unless the file has this table with at least these columns. */
  requireTable(table: string, columns: readonly string[]): void {
    const found = this.all('SELECT name FROM pragma_table_info(?)', [table]).map(nameOf);
    if (found.length === 0) {
      const tables = this.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(nameOf);
      const rest = tables.length ? `the tables are ${tables.join(', ')}` : 'it has no table at all';
      throw new DataError(this.file, `has no table ${table}; ${rest}`);
    }
    const missing = columns.find((column) => !found.includes(column));
    if (missing === undefined) return;
    const problem = `table ${table} has no column ${missing}; it has ${found.join(', ')}`;
    throw new DataError(this.file, problem);
  }

  /** All rows of a query. */
  all(sql: string, values: readonly JSValue[] = []): Row[] {
    return [...this.each(sql, values)];
  }

  /** The rows of a query, one at a time. */
  *each(sql: string, values: readonly JSValue[] = []): Generator<Row, void, undefined> {
    if (!this.#database.isOpen) throw new FederatedError(`${this.file} is closed`);
    try {
      const statement = this.#database.prepare(sql);
      try {
        yield* statement.iterate([...values]) as IterableIterator<Row>;
      } finally {
        statement.finalize();
      }
    } catch (cause) {
      throw unreadable(this.file, cause);
    }
  }

  /** Harmless to call twice. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function openUnlocked(path: string): Database {
  const folder = mkdtempSync(join(tmpdir(), 'federated-sqlite-'));
  const link = join(folder, 'database');
  try {
    try {
      symlinkSync(path, link);
    } catch {
      return new Database(path, { readOnly: true });
    }
    const database = new Database(link, { readOnly: true });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM sqlite_schema');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The checks that SQLite omits or answers only with a code: https://www.sqlite.org/fileformat.html
 */
function checkHeader(file: string): void {
  const { header, size } = readHeader(file);
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new DataError(file, 'is not a SQLite database: expected "SQLite format 3"', 0);
  }
  if (header[18] === 2) {
    const repair = `sqlite3 FILE "PRAGMA journal_mode = DELETE"`;
    throw new DataError(file, `is in write-ahead mode; convert it with ${repair}`, 18);
  }
  const journal = `${file}-journal`;
  if (existsSync(journal) && statSync(journal).size > 0) {
    throw new DataError(file, `was not completely written: ${journal} holds an open transaction`);
  }
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
  const pages = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0;
  if (size < pages * pageBytes) {
    const problem = `is truncated: ${pages} pages of ${pageBytes} bytes promised, found ${size} bytes`;
    throw new DataError(file, problem);
  }
}

function readHeader(file: string): { readonly header: Buffer; readonly size: number } {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const header = Buffer.alloc(100);
      const bytes = readSync(descriptor, header, 0, 100, 0);
      return { header: header.subarray(0, bytes), size: fstatSync(descriptor).size };
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const nameOf = (row: Row): string => String(row.name);
