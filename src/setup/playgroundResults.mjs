import { pathToFileURL } from 'node:url';
import { inside } from './paths.mjs';
import { step } from './step.mjs';

/**
 * Writes `src/book/playground/results.json` from the runs of the grid.
 *
 * @param runs the folder with the sweeps' folders
 */
export async function collectPlaygroundResults(runs) {
  await step('the playground’s results', async () => {
    const module = pathToFileURL(inside('src', 'dist', 'book', 'playground', 'gridResults.js'));
    const { writeGridResults } = await import(module.href);
    const folder = inside('src', 'book', 'playground');
    writeGridResults(inside(folder, 'grid'), runs, inside(folder, 'results.json'));
  });
}
