import { pathToFileURL } from 'node:url';
import { ensureLibrary } from './library.mjs';
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
    const [plans, results] = ['grid', 'results.json'].map((name) =>
      inside('src', 'book', 'playground', name),
    );
    writeGridResults(plans, runs, results);
  });
  // The page's program holds them.
  await ensureLibrary();
}
