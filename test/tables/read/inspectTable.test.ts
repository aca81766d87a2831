import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectTable } from '../../../src/tables/read/inspectTable';
import { withTemporaryFolder } from '../../support/temporaryFolder';

test('columns, missing values and problems with their lines', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.csv');
    const lines = Array.from({ length: 40 }, (_, i) => `${i + 1};${i % 4 ? 'f' : 'm'};0,5;0${i}`);
    lines[10] = 'eleven;?;0,5;7';
    lines[20] = 'x';
    writeFileSync(file, ['age;sex;dose;code', ...lines].join('\n'));
    const { rows, columns, problems, problemCount } = await inspectTable(file);
    expect(rows).toBe(40);
    // 1 to 40 without 11 (a text) and 21 (a row of one field).
    const count = 38;
    const mean = (820 - 11 - 21) / count;
    expect(columns[0]).toEqual({
      name: 'age',
      kind: 'number',
      missing: 0,
      numbers: { count, min: 1, mean: expect.closeTo(mean, 10) as number, max: 40 },
    });
    const mostFrequent = [
      { category: 'f', count: 29 },
      { category: 'm', count: 9 },
    ];
    expect(columns[1]).toEqual({
      name: 'sex',
      kind: 'category',
      missing: 1,
      categories: { distinct: 2, complete: true, mostFrequent },
    });
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'category', 'category', 'number']);
    expect(problems).toMatchObject(
      [
        { line: 2, column: 'dose', problem: /decimal comma \(0,5\)/ },
        { line: 2, column: 'code', problem: /^"00" begins with a zero and is read as 0/ },
        { line: 12, column: 'age', problem: '"eleven" is not a number' },
        { line: 22, problem: 'holds 1 field instead of 4' },
      ].map((one) => ({ ...one, file, problem: expect.stringMatching(one.problem) as string })),
    );
    expect(problemCount).toBe(4);
    const dose = await inspectTable(file, { decimal: ',', columns: ['dose'] });
    expect(dose.columns[0].numbers).toEqual({ count: 39, min: 0.5, mean: 0.5, max: 0.5 });
  });
});

test('more categories than are counted, more problems than are told', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'a.jsonl');
    const lines = Array.from({ length: 10_300 }, (_, i) => (i < 300 ? '[]' : `{"id":"p${i}"}`));
    writeFileSync(file, [...lines, '{"id":"last"}', '{"id":"p300"}'].join('\n'));
    const { rows, columns, problems, problemCount } = await inspectTable(file);
    expect([rows, problems.length, problemCount]).toEqual([10_302, 100, 300]);
    expect(columns[0].categories).toMatchObject({ distinct: 10_000, complete: false });
    expect(columns[0].categories?.mostFrequent[0]).toEqual({ category: 'p300', count: 2 });
  });
});
