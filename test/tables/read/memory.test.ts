import { withTemporaryFolder } from '../../support/temporaryFolder';
import { root } from '../../support/setup';
import { runSource } from '../../support/sourceProgram';

/**
 * 96 MB of CSV, 100,000 rows with a long text in each, of which one column is kept: 0.8 MB. In a process
 * of its own, whose memory is measured by the system.
 */
const program = `
  const { openSync, writeSync, closeSync, writeFileSync } = require('node:fs');
  const { peakBytes } = require(process.argv[1] + '/test/support/peakMemory.cjs');
  const { readTable } = require(process.argv[1] + '/src/tables/read/readTable.ts');
  const { inspectTable } = require(process.argv[1] + '/src/tables/read/inspectTable.ts');
  const file = process.argv[2] + '/large.csv';
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, 'age,note\\n');
  const piece = Array.from({ length: 1000 }, (_, i) => i + ',' + 'x'.repeat(950) + '\\n').join('');
  (async () => {
    // A small file first, so that code and libraries are in memory.
    const small = process.argv[2] + '/small.csv';
    writeFileSync(small, 'age,note\\n' + piece.repeat(8));
    await readTable(small, { columns: ['age'] });
    await inspectTable(small);
    for (let i = 0; i < 100; i++) writeSync(descriptor, piece);
    closeSync(descriptor);
    const before = peakBytes();
    const { rows } = await readTable(file, { columns: ['age'] });
    const { columns } = await inspectTable(file);
    console.log(rows, columns[1].categories.mostFrequent[0].count, peakBytes() - before);
  })();
`;

test('memory holds the kept columns, never the text', async () => {
  const output = await withTemporaryFolder((folder) => runSource(program, root, folder));
  const [rows, most, bytes] = output.trim().split(' ').map(Number);
  expect([rows, most]).toEqual([100_000, 100_000]);
  expect(bytes).toBeLessThan(64e6);
});
