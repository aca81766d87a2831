import { basename, join } from 'node:path';
import { flowerPython } from '../support/flowerPython';
import {
  type Cell,
  type Notebook,
  codeCells,
  execute,
  joined,
  noKernel,
  readNotebook,
} from '../support/notebook';
import { notebookTypeProblems } from '../support/notebookTypes';
import { withTemporaryFolder } from '../support/temporaryFolder';

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

/** Whether a cell said that this machine lacks what it needs, such as Flower, or that it lacks this part. */
const skipped = ({ outputs = [] }: Cell, part?: string): boolean =>
  outputs.some(({ metadata }) => {
    const lacks = metadata?.federated?.skipped;
    return part === undefined ? lacks !== undefined : lacks === part;
  });

/** What holds of every notebook: it runs, and its types are right. `clean.test.ts` checks its form. */
export function testNotebook(file: string): void {
  describe(basename(file), () => {
    const notebook = readNotebook(file);
    const cells = codeCells(notebook);
    const small = /^const small = false;/m.test(parameters(notebook));

    inKernel(
      `runs from the first cell to the last and reaches what it states${noKernel ? ` [skipped: ${noKernel}]` : ''}`,
      async () => {
        await withTemporaryFolder(async (folder) => {
          const out = join(folder, 'out.ipynb');
          const { ok, said } = await execute(file, out, ['--set-any', 'small=true']);
          if (!ok) throw new Error(said);
          const executed = codeCells(readNotebook(out));
          if (flowerPython) expect(executed.filter((cell) => skipped(cell, 'Flower'))).toEqual([]);
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

    test('passes the strict type check', () => {
      expect(notebookTypeProblems([file])).toEqual([]);
    });
  });
}
