import fs, {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { SqliteFile } from '../../../src/data/sources/sqliteFile';
import { withTemporaryFolder } from '../../support/temporaryFolder';

function write(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}
const table = 'CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, ?), (2, ?)'
  .replace('?', "'x'")
  .replace('?', "'y'");

/** The folders for links to databases; in a folder of this file's own, as other tests make such links, too. */
let own: string;
const links = (): string[] =>
  readdirSync(own).filter((name) => name.startsWith('federated-sqlite-'));

beforeAll(() => {
  own = fs.mkdtempSync(join(os.tmpdir(), 'federated-'));
  jest.spyOn(os, 'tmpdir').mockReturnValue(own);
});

afterAll(() => {
  jest.restoreAllMocks();
  fs.rmSync(own, { recursive: true });
});

test('reads rows with bound values, by any name, and leaves nothing behind', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'a b%#?&=ü.sqlite');
    write(file, table);
    const before = links();
    const database = new SqliteFile(file);
    expect(database.all('SELECT b FROM t WHERE a = ?', [2])).toEqual([{ b: 'y' }]);
    expect(readdirSync(folder)).toEqual(['a b%#?&=ü.sqlite']);
    expect(links()).toEqual(before);
    database.close();
    database.close();
    expect(readdirSync(folder)).toEqual(['a b%#?&=ü.sqlite']);
    expect(() => database.all('SELECT 1')).toThrow(`${file} is closed`);
  });
});

test('neither a lock that a dead process left next to the file nor a second reader matters', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'd.sqlite');
    write(file, table);
    mkdirSync(`${file}.lock`);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    const first = new SqliteFile(file);
    const second = new SqliteFile(file);
    const rows = first.each('SELECT a FROM t');
    expect(rows.next().value).toEqual({ a: 1 });
    expect(second.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 2 }]);
    expect([...rows]).toEqual([{ a: 2 }]);
    first.close();
    second.close();
    chmodSync(folder, 0o755);
  });
});

test('names a missing table or column, and what exists instead', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'd.sqlite');
    write(file, table);
    const database = new SqliteFile(file);
    database.requireTable('t', ['a', 'b']);
    expect(() => {
      database.requireTable('u', ['a']);
    }).toThrow('has no table u; the tables are t');
    expect(() => {
      database.requireTable('t', ['a', 'c']);
    }).toThrow('table t has no column c; it has a, b');
    expect(() => database.all('SELECT c FROM t')).toThrow(
      `${file}: cannot be read: no such column: c`,
    );
    database.close();
  });
});

test('refuses anything but a complete database, and says why', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'd.sqlite');
    expect(() => new SqliteFile(file)).toThrow(
      /d\.sqlite: cannot be read: there is no such file or folder/,
    );
    expect(() => new SqliteFile(folder)).toThrow(/cannot be read: it is a folder/);
    writeFileSync(file, 'SQLite format 2');
    expect(() => new SqliteFile(file)).toThrow(
      `${file} (byte 0): is not a SQLite database: expected "SQLite format 3"`,
    );
    writeFileSync(file, '');
    write(file, `${table}; CREATE TABLE u (c); INSERT INTO u VALUES (zeroblob(20000))`);
    writeFileSync(`${file}-journal`, 'x');
    expect(() => new SqliteFile(file)).toThrow('d.sqlite-journal holds an open transaction');
    writeFileSync(`${file}-journal`, '');
    new SqliteFile(file).close();
    truncateSync(file, 8192);
    expect(() => new SqliteFile(file)).toThrow(
      /is truncated: 7 pages of 4096 bytes promised, found 8192 bytes/,
    );
  });
});

test('refuses a database in write-ahead mode with the command that converts it', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'd.sqlite');
    write(file, `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; ${table}`);
    expect(() => new SqliteFile(file)).toThrow(
      /byte 18\): is in write-ahead mode; convert it with sqlite3 FILE/,
    );
  });
});

test('a damaged database is refused when it is opened, and leaves nothing behind', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'd.sqlite');
    write(file, table);
    const bytes = readFileSync(file).fill(0xff, 100, 4096);
    writeFileSync(file, bytes);
    const before = links();
    expect(() => new SqliteFile(file)).toThrow(
      `${file}: cannot be opened: database disk image is malformed`,
    );
    expect(links()).toEqual(before);
    expect(readdirSync(folder)).toEqual(['d.sqlite']);
  });
});

test('if links are not allowed, the file is opened by its own name', async () => {
  const link = jest.spyOn(fs, 'symlinkSync').mockImplementation(() => {
    throw new Error('EPERM');
  });
  try {
    await withTemporaryFolder((folder) => {
      const file = join(folder, 'd.sqlite');
      write(file, table);
      const database = new SqliteFile(file);
      expect(link).toHaveBeenCalledTimes(1);
      expect(database.all('SELECT b FROM t WHERE a = 1')).toEqual([{ b: 'x' }]);
      database.close();
      expect(readdirSync(folder)).toEqual(['d.sqlite']);
    });
  } finally {
    link.mockRestore();
  }
});
