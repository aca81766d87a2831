import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ReadOptions } from '../../../src/tables/read/readOptions';
import { type ReadTable, readTable } from '../../../src/tables/read/readTable';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** Reads a file with this content; in errors, it is called F. */
async function read(
  content: string | Uint8Array,
  options: ReadOptions = {},
  name = 'a.csv',
): Promise<ReadTable> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    try {
      return await readTable(file, options);
    } catch (error) {
      throw new Error((error as Error).message.replaceAll(file, 'F'), { cause: error });
    }
  });
}

/** The columns as arrays, with null for what is missing. */
const plain = ({ columns }: ReadTable): Record<string, unknown[]> =>
  Object.fromEntries(
    columns.map((column) => [
      column.name,
      column.kind === 'number'
        ? Array.from(column.values, (value) => (isNaN(value) ? null : value))
        : Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code])),
    ]),
  );

test('numbers, categories and what is missing', async () => {
  const text = 'age,sex,score\n54,f,1e-3\nNA,m,\n 47 ,?,-.5\nNaN,f,null\n';
  expect(plain(await read(text))).toEqual({
    age: [54, null, 47, null],
    sex: ['f', 'm', null, 'f'],
    score: [0.001, null, -0.5, null],
  });
});

test('quoted fields hold delimiters, quotes and line breaks', async () => {
  const text = 'name,note\r\n"a, b","say ""yes"""\r\nc,"two\r\nlines"\r\n';
  expect(plain(await read(text))).toEqual({
    name: ['a, b', 'c'],
    note: ['say "yes"', 'two\r\nlines'],
  });
});

test.each([
  ['semicolons', 'a;b\n1;x,y\n', 'a.csv'],
  ['bars', 'a|b\n1|x,y\n', 'a.txt'],
  ['tabs', 'a\tb\n1\tx,y\n', 'a.tsv'],
  ['tabs in a file called CSV', 'a\tb\n1\tx,y\n', 'a.csv'],
  ['mixed line ends', 'a;b\r\n1;x,y\n', 'a.csv'],
  ['carriage returns alone', 'a;b\r1;x,y\r', 'a.csv'],
  ['no line end', 'a;b\n1;x,y', 'a.csv'],
  ['blank lines', 'a;b\n\n1;x,y\n\n', 'a.csv'],
])('%s', async (_, text, name) => {
  expect(plain(await read(text, {}, name))).toEqual({ a: [1], b: ['x,y'] });
});

test.each([
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFä,b\n1,é\n')],
  ['UTF-16, little-endian', Buffer.from('\uFEFFä,b\n1,é\n', 'utf16le')],
  ['UTF-16, big-endian', Buffer.from('\uFEFFä,b\n1,é\n', 'utf16le').swap16()],
  ['gzip', gzipSync('ä,b\n1,é\n')],
])('%s', async (_, bytes) => {
  expect(plain(await read(bytes))).toEqual({ ä: [1], b: ['é'] });
});

test('other encodings are read by name', async () => {
  const bytes = Buffer.from('a,b\n1,é\n', 'latin1');
  expect(plain(await read(bytes, { encoding: 'windows-1252' }))).toEqual({ a: [1], b: ['é'] });
});

test('thousands of columns', async () => {
  const names = Array.from({ length: 3000 }, (_, i) => `x${i}`);
  const rows = [1, 2, 3].map((row) => names.map((__, i) => row * i).join(','));
  const table = await read([names.join(','), ...rows].join('\n'));
  expect(table.columns).toHaveLength(3000);
  expect(plain(table).x2999).toEqual([2999, 5998, 8997]);
});

test('options: columns in their order, types, missing values, decimal comma, names', async () => {
  const text = 'zip;age;weight\n04109;54;1,5\n10115;-9;2\n';
  const options = { decimal: ',', types: { zip: 'category' }, missing: ['-9'] } as const;
  expect(plain(await read(text, { ...options, columns: ['weight', 'zip', 'age'] }))).toEqual({
    weight: [1.5, 2],
    zip: ['04109', '10115'],
    age: [54, null],
  });
  expect(plain(await read('1,2\n3,4\n', { header: false }))).toEqual({
    column1: [1, 3],
    column2: [2, 4],
  });
  expect(plain(await read('1,2\n', { header: false, names: ['a', 'b'] }))).toEqual({
    a: [1],
    b: [2],
  });
  expect(plain(await read('a,a\n1,2\n', { names: ['a', 'b'] }))).toEqual({ a: [1], b: [2] });
  expect(plain(await read('1,2\n3,4\n', { header: true }))).toEqual({ 1: [3], 2: [4] });
});

test.each<[string, string | Uint8Array, ReadOptions, string]>([
  ['an empty file', '', {}, 'F: is empty'],
  ['a file of a byte order mark', '\uFEFF', {}, 'F: is empty'],
  ['only a header', 'a,b\n', {}, 'F: holds no rows'],
  [
    'too few fields',
    'a,b\n1,2\n3\n',
    {},
    'F: line 3 holds 1 field instead of 2; mend the file, or',
  ],
  ['too many fields', 'a,b\n"1\n",2\n3,4,5\n', {}, 'F: line 4 holds 3 fields instead of 2'],
  [
    'two columns of one name',
    'a,b,a\n1,2,3\n',
    {},
    'F: two columns are named "a" (columns 1 and 3)',
  ],
  ['a column without a name', ',b\n1,2\n', {}, 'F: column 1 has no name; rename it'],
  ['no header', '1,2\n3,4\n', {}, 'F: line 1 holds numbers where column names were expected'],
  ['a quote that is never closed', 'a,b\n1,2\n"3,4\n', {}, 'F: line 3: a quoted field that begins'],
  [
    'text after a quote',
    'a,b\n1,2\n"3"x,4\n',
    {},
    'F: line 3: a quoted field that begins here is not closed, or',
  ],
  [
    'a decimal comma',
    'a;b\nx;1,5\ny;2\n',
    {},
    `F: line 2, column "b": "1,5" has a decimal comma; read it with { decimal: ',' }, or as text with { types: { b: 'category' } }`,
  ],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from('a,b\n1,ä\n2,�'), Buffer.of(0xe9), Buffer.from('\n3,x\n')]),
    {},
    'F (byte 14): line 3 is not UTF-8 (0xe9); if all of it',
  ],
  [
    'a character that is cut off',
    Buffer.from('a\nü').subarray(0, 3),
    {},
    'F (byte 2): line 2 is not',
  ],
  ['UTF-16 without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), {}, 'F: holds null characters'],
  ['damaged gzip', gzipSync('a,b\n1,2\n').subarray(0, 20), {}, 'F: is a damaged gzip file'],
  [
    'a column that is not there',
    'age,sex\n1,f\n',
    { columns: ['agge'] },
    '("age", "sex"), got "agge"',
  ],
  [
    'a type for no column',
    'age\n1\n',
    { types: { agge: 'number' } },
    'types must name columns of F',
  ],
  [
    'a text in a number',
    'a\n1\nx\n',
    { types: { a: 'number' } },
    '"x" is not a number, which types',
  ],
  [
    'too much for memory',
    'a,b\n1,2\n',
    { memoryBytes: 100 },
    'F: does not fit into memory: 2 columns',
  ],
  ['an unknown encoding', 'a\n1\n', { encoding: 'x' }, 'encoding must be a label'],
  ['a long delimiter', 'a\n1\n', { delimiter: '::' }, 'delimiter must be one character'],
  ['names for other columns', 'a,b\n1,2\n', { names: ['a'] }, 'names must name all 2 columns of F'],
])('%s is named', async (_, content, options, message) => {
  await expect(read(content, options)).rejects.toThrow(message);
});

test('text in a column of numbers is refused, dropped with a report, or made categories', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `${i},${i % 2 ? 'f' : 'm'}`);
  lines[41] = 'unknown,x';
  lines[60] = '1;2';
  const text = ['age,sex', ...lines].join('\n');
  await expect(read(text)).rejects.toThrow('F: line 62 holds 1 field instead of 2');
  lines[60] = '60,m';
  const mended = ['age,sex', ...lines].join('\n');
  await expect(read(mended)).rejects.toThrow(
    `F: line 43, column "age": "unknown" is not a number, but 99 % of the column's known values are; ` +
      `drop such rows with { onBadRow: 'drop' }, read the column as text with { types: { age: 'category' } }`,
  );
  const dropped = await read(text, { onBadRow: 'drop' });
  expect(dropped.rows).toBe(98);
  expect(dropped.report.files).toMatchObject([{ rows: 98, droppedRows: 2 }]);
  expect(dropped.report.dropped).toMatchObject([
    { line: 43, column: 'age', problem: '"unknown" is not a number' },
    { line: 62, problem: 'holds 1 field instead of 2' },
  ]);
  // A word that stood only in a dropped row is no category.
  expect(dropped.columns[1]).toMatchObject({ categories: ['m', 'f'] });
  const words = await read(mended, { types: { age: 'category' } });
  expect(words.columns[0].kind).toBe('category');
  await expect(read('a,b\n1\n2\n', { onBadRow: 'drop' })).rejects.toThrow(
    'F: no row is left; line 2: holds 1 field instead of 2',
  );
});

test('what a column holds is judged by all rows, not by the first', async () => {
  // The first megabyte, which is one block, has numbers alone; after it, most values are words.
  const filler = 'x'.repeat(2000);
  const ids = Array.from({ length: 1800 }, (_, i) => (i < 700 ? `${i}` : `p${i}`));
  const table = await read(['id,note', ...ids.map((id) => `${id},${filler}`)].join('\n'));
  expect(table.columns[0].kind).toBe('category');
  expect(plain(table).id).toEqual(ids);
});

test('several files are one table; their columns must agree', async () => {
  await withTemporaryFolder(async (folder) => {
    const [a, b, c] = ['a.csv', 'b.csv', 'c.tsv'].map((name) => join(folder, name));
    writeFileSync(a, 'age,sex\n54,f\n');
    writeFileSync(b, 'sex,age\nm,61\nf,47\n');
    writeFileSync(c, 'age\tsexx\n1\tm\n');
    const table = await readTable([a, b]);
    expect(plain(table)).toEqual({ age: [54, 61, 47], sex: ['f', 'm', 'f'] });
    expect(table.source).toBe(`${a} and 1 more`);
    await expect(readTable([a, c])).rejects.toThrow(`${c}: has no column "sex", which ${a} has`);
    await expect(readTable(join(folder, 'a.xls'))).rejects.toThrow('path must end in .csv, .tsv');
    await expect(readTable(join(folder, 'd.csv'))).rejects.toThrow('d.csv: cannot be read: ');
  });
});

test('JSON Lines: keys that come late are missing before', async () => {
  const text = '{"age":54,"ok":true}\n\n{"age":null,"city":"Bonn"}\n{"age":1e3,"ok":false}';
  expect(plain(await read(text, {}, 'a.jsonl'))).toEqual({
    age: [54, null, 1000],
    ok: ['true', null, 'false'],
    city: [null, 'Bonn', null],
  });
  const name = 'a.ndjson.gz';
  expect(plain(await read(gzipSync('{"a":"7"}\n'), {}, name))).toEqual({ a: ['7'] });
  expect(plain(await read('{"a":"7"}', { types: { a: 'number' } }, name))).toEqual({ a: [7] });
});

test.each([
  ['{"a":1}\n{"a":2\n', 'F: line 2 is not JSON; mend the file'],
  ['{"a":1}\n[2]\n', 'F: line 2 is not a JSON object'],
  ['{"a":1}\n{"a":[2]}\n', 'F: line 2 column "a": holds an array'],
  [' \n', 'F: holds no rows'],
])('JSON Lines: %j is refused', async (text, message) => {
  await expect(read(text, {}, 'a.jsonl')).rejects.toThrow(message);
});

test('a JSON array of objects', async () => {
  const text = '\uFEFF[{"age":54,"ok":true},\n {"age":null,"city":"Bonn"}]\n';
  expect(plain(await read(text, {}, 'a.json'))).toEqual({
    age: [54, null],
    ok: ['true', null],
    city: [null, 'Bonn'],
  });
  expect(plain(await read(gzipSync('[{"a":7}]'), {}, 'a.json.gz'))).toEqual({ a: [7] });
});

test.each([
  ['[{"a":1},\n{"a":2]', 'F: is not JSON: '],
  ['{"a":1}\n{"a":2}', "one object a line is JSON Lines (format: 'jsonl')"],
  ['{"a":1}', 'F: is not an array of objects, one a row'],
  ['[{"a":1},[2]]', 'F: row 2 is not a JSON object'],
  ['[{"a":1},{"a":{}}]', 'F: row 2 column "a": holds an object'],
  ['[]', 'F: holds no rows'],
])('a JSON array: %j is refused', async (text, message) => {
  await expect(read(text, {}, 'a.json')).rejects.toThrow(message);
});
