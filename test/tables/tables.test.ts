import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { column } from '../../src/tables/column';
import { concatenateTables } from '../../src/tables/concatenateTables';
import { readTable } from '../../src/tables/read/readTable';
import { checkSchema, schemaOf } from '../../src/tables/schema';
import { selectRows } from '../../src/tables/selectRows';
import { type TableValue, tableOf } from '../../src/tables/tableOf';
import { writeTable } from '../../src/tables/writeTable';
import { withTemporaryFolder } from '../support/temporaryFolder';

const patients = tableOf(
  { hospital: ['north', 'south', '', 'north'], age: [54, null, 47, -0.5] },
  'patients.csv',
);

test('a table from arrays: numbers, categories, and what is missing', () => {
  expect(patients).toEqual({
    source: 'patients.csv',
    rows: 4,
    columns: [
      {
        kind: 'category',
        name: 'hospital',
        codes: Int32Array.of(0, 1, -1, 0),
        categories: ['north', 'south'],
      },
      { kind: 'number', name: 'age', values: Float64Array.of(54, NaN, 47, -0.5) },
    ],
  });
  expect(tableOf({ ok: [true, false] }).columns[0]).toMatchObject({
    categories: ['true', 'false'],
  });
});

test.each<[Record<string, TableValue[]>, string]>([
  [{}, 'columns must hold a column'],
  [{ a: [1], b: [] }, 'columns.b must hold 1 values, as a does, got 0'],
  [{ a: [1, 'x'] }, 'columns.a must hold numbers alone, or none, got "x"'],
  [{ a: [Infinity] }, 'columns.a must hold finite numbers (NaN where missing), got Infinity'],
  [{ ' a': [1] }, 'columns must have names without space around them, got " a"'],
])('%j is refused', (columns, message) => {
  expect(() => tableOf(columns)).toThrow(message);
});

test('a column by its name; a wrong name is answered with those most like it', () => {
  expect(column(patients, 'age').kind).toBe('number');
  expect(() => column(patients, 'Hopsital')).toThrow(
    'column must be a column of patients.csv ("hospital", "age"), got "Hopsital"',
  );
});

test('chosen rows, in any order and more than once', () => {
  expect(selectRows(patients, [3, 0, 3]).columns).toEqual([
    { ...patients.columns[0], codes: Int32Array.of(0, 0, 0) },
    { ...patients.columns[1], values: Float64Array.of(-0.5, 54, -0.5) },
  ]);
  expect(selectRows(patients, []).rows).toBe(0);
  expect(() => selectRows(patients, [4])).toThrow(
    'indices must be whole numbers from 0 to 3, got 4',
  );
});

test('tables, one after another: categories are merged, columns found by name', () => {
  const other = tableOf({ age: [1, 2], hospital: ['east', 'south'] }, 'other.csv');
  const both = concatenateTables([patients, other]);
  expect(both.rows).toBe(6);
  expect(both.columns).toEqual([
    {
      kind: 'category',
      name: 'hospital',
      codes: Int32Array.of(0, 1, -1, 0, 2, 1),
      categories: ['north', 'south', 'east'],
    },
    { kind: 'number', name: 'age', values: Float64Array.of(54, NaN, 47, -0.5, 1, 2) },
  ]);
  expect(() => concatenateTables([patients, tableOf({ age: [1] }, 'b.csv')])).toThrow(
    'b.csv: column "hospital" (categories) is missing',
  );
  expect(() => concatenateTables([])).toThrow('tables must hold a table');
});

test('a schema is a plain value; a table that does not have it is told how it differs', () => {
  const schema = schemaOf(patients);
  expect(JSON.parse(JSON.stringify(schema))).toEqual([
    { name: 'hospital', kind: 'category', categories: ['north', 'south'] },
    { name: 'age', kind: 'number' },
  ]);
  const wider = tableOf({ weight: [80], age: [54], hospital: ['west'] });
  expect(() => {
    checkSchema(wider, schema);
  }).not.toThrow();
  expect(() => {
    checkSchema(tableOf({ age: ['old'] }, 'south.csv'), schema);
  }).toThrow(
    'south.csv: column "hospital" (categories) is missing; ' +
      'column "age" holds categories where the others have numbers',
  );
});

test('a table is written as RFC 4180 says', async () => {
  await withTemporaryFolder((folder) => {
    const table = tableOf({ 'a,b': ['say "yes"', 'two\nlines', ''], n: [1e21, -0, 0.1] });
    writeTable(table, join(folder, 'a.csv'));
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe(
      '"a,b",n\r\n"say ""yes""",1e+21\r\n"two\nlines",-0\r\n,0.1\r\n',
    );
    writeTable(table, join(folder, 'a.tsv'));
    expect(readFileSync(join(folder, 'a.tsv'), 'utf8').split('\r\n')[0]).toBe('a,b\tn');
    expect(() => {
      writeTable(table, join(folder, 'a.xls'));
    }).toThrow('path must end in .csv or .tsv');
    writeFileSync(join(folder, 'file'), '');
    expect(() => {
      writeTable(table, join(folder, 'file', 'a.csv'));
    }).toThrow(/^cannot make /);
  });
});

test('CSV → table → CSV → table: any text and any number comes back', async () => {
  // Space alone is missing, and so is nothing; a carriage return at a line's end belongs to the line.
  const piece = fc.constantFrom('"', ',', ';', '\n', '\r\n', '\t', ' ', 'é', '漢', '🦠', '1', 'x');
  const text = fc
    .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: piece }))
    .map((value) => value.replace(/\r+$/, ''))
    .filter((value) => value.trim() !== '');
  const word = fc.option(text);
  const number = fc.option(fc.double({ noDefaultInfinity: true, noNaN: true }));
  const name = text.map((value) => value.trim());
  const tables = fc
    .record({
      names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
      rows: fc.array(fc.tuple(word, number, word), { minLength: 1, maxLength: 12 }),
    })
    .map(({ names, rows }) =>
      tableOf(Object.fromEntries(names.map((one, i) => [one, rows.map((row) => row[i])]))),
    );
  await withTemporaryFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('a.csv', 'a.tsv'), async (table, file) => {
        const path = join(folder, file);
        writeTable(table, path);
        const before = readFileSync(path);
        const types = Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind]));
        const options = { types, missing: [''], header: true } as const;
        const delimiter = file === 'a.csv' ? ',' : '\t';
        const back = await readTable(path, { ...options, delimiter });
        expect(back.columns).toEqual(table.columns);
        writeTable(back, path);
        expect(readFileSync(path)).toEqual(before);
      }),
      { numRuns: 150, seed: 17 },
    );
  });
});
