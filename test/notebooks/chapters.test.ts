import { basename, join } from 'node:path';
import {
  type Cell,
  chapterFiles,
  codeCells,
  execute,
  joined,
  noKernel,
  printed,
  readNotebook,
} from '../support/notebook';
import { notebookTypeProblems } from '../support/notebookTypes';
import { withTemporaryFolder } from '../support/temporaryFolder';

const longestCell = 25;
const usualCell = 8;
const plotly = 'application/vnd.plotly.v1+json';
const minutes = 60_000;

/** Backends round differently: accuracies in percent may differ by this much. */
const engineTolerance = 1;

/** The percentages in the sentences that cells show in Markdown. */
function percentages(cells: readonly Cell[]): number[] {
  const sentences = cells
    .flatMap((cell) => cell.outputs ?? [])
    .map((output) => output.data?.['text/markdown'])

    .filter((text) => text !== undefined) as (string | string[])[];
  return sentences.flatMap((text) =>
    Array.from(joined(text).matchAll(/([\d.]+) %/g), ([, number]) => Number(number)),
  );
}

const inKernel = noKernel ? test.skip : test;

test('there is a first chapter', () => {
  expect(chapterFiles().map((file) => basename(file))[0]).toMatch(/^01-/);
});

for (const file of chapterFiles()) {
  describe(basename(file), () => {
    const cells = codeCells(readNotebook(file));

    inKernel(
      `runs from the first cell to the last and reaches what it states${noKernel ? ` [skipped: ${noKernel}]` : ''}`,
      async () => {
        await withTemporaryFolder(async (folder) => {
          const out = join(folder, 'out.ipynb');
          const { ok, said } = await execute(file, out);
          if (!ok) throw new Error(said);
          const stated = percentages(codeCells(readNotebook(out)));
          const committed = percentages(cells);
          expect(stated.length).toBe(committed.length);
          stated.forEach((value, i) => {
            expect(Math.abs(value - committed[i])).toBeLessThanOrEqual(engineTolerance);
          });
        });
      },
      15 * minutes,
    );

    test('is committed as executed in order', () => {
      expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_cell, i) => i + 1));
      expect(cells.some((cell) => (cell.outputs ?? []).length > 0)).toBe(true);
    });

    test('is committed without errors and warnings in its outputs', () => {
      const errors = cells.flatMap((cell) => cell.outputs ?? []);
      expect(errors.filter((output) => output.output_type === 'error')).toEqual([]);
      expect(cells.map((cell) => printed(cell, 'stderr')).filter(Boolean)).toEqual([]);
    });

    test('has a still picture beside every interactive chart', () => {
      for (const { data } of cells.flatMap((cell) => cell.outputs ?? [])) {
        if (!data || !(plotly in data)) continue;
        const pictures = ['image/svg+xml', 'image/png'].filter((type) => type in data);
        expect(pictures).not.toEqual([]);
      }
    });

    test(`has code cells of at most ${longestCell} lines, usually at most ${usualCell}`, () => {
      const lengths = cells.map((cell) => joined(cell.source).trimEnd().split('\n').length);
      lengths.sort((a, b) => a - b);
      expect(lengths.at(-1)).toBeLessThanOrEqual(longestCell);
      expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(usualCell);
    });

    test('passes the strict type check', () => {
      expect(notebookTypeProblems([file])).toEqual([]);
    });
  });
}
