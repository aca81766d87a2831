import { basename, join } from 'node:path';
import { flowerPython } from '../support/flowerPython';
import {
  type Cell,
  type Notebook,
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

/** The cells in which `--set` changes constants. */
function parameters({ cells }: Notebook): string {
  const tagged = cells.filter(({ metadata }) => metadata?.tags?.includes('parameters'));
  return tagged.map(({ source }) => joined(source)).join('\n');
}

/** How many sentences a notebook shows with `showClaim`. */
const claims = (cells: readonly Cell[]): number =>
  cells
    .flatMap(({ outputs }) => outputs ?? [])
    .filter(({ metadata }) => metadata?.federated?.claim !== undefined).length;

/** Whether a cell said that this machine lacks what it needs, such as Flower. */
const skipped = ({ outputs = [] }: Cell): boolean =>
  outputs.some(({ metadata }) => metadata?.federated?.skipped !== undefined);

/** What holds of every notebook: it runs, it is committed as it ran, and it keeps to the rules of form. */
export function testNotebook(file: string): void {
  describe(basename(file), () => {
    const notebook = readNotebook(file);
    const cells = codeCells(notebook);
    const small = /^const small = false;/m.test(parameters(notebook));

    test('takes its seed from a cell tagged "parameters"', () => {
      expect(parameters(notebook)).toMatch(/^const seed = \d+;/m);
    });

    inKernel(
      `runs from the first cell to the last and reaches what it states${noKernel ? ` [skipped: ${noKernel}]` : ''}`,
      async () => {
        await withTemporaryFolder(async (folder) => {
          const out = join(folder, 'out.ipynb');
          const { ok, said } = await execute(file, out, ['--set-any', 'small=true']);
          if (!ok) throw new Error(said);
          const executed = codeCells(readNotebook(out));
          if (flowerPython) expect(executed.filter(skipped)).toEqual([]);
          const expected = cells.filter((_cell, i) => !skipped(executed[i]));
          expect(claims(executed)).toBe(claims(expected));
          const stated = percentages(executed);
          const committed = percentages(expected);
          expect(stated.length).toBe(committed.length);
          if (small) return;
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

    test('is committed without a cell that was skipped', () => {
      expect(cells.filter(skipped)).toEqual([]);
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
