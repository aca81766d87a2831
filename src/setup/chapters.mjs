import { chapter, chapters } from './notebooks.mjs';
import { childEnvironment, embeddedDataOnly, inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run chapters -- [number of a chapter …]';

/**
 * Runs chapters (all, or those whose numbers are given) and writes their outputs into the notebooks,
 * in the form in which they are committed.
 */
export async function run(args) {
  const names = args.length === 0 ? chapters() : args.map((number) => chapter(Number(number)));
  const python = await readyForNotebooks();
  const script = [python, '-B', inside('src', 'notebook', 'execute.py')];
  const files = names.map((name) => inside('notebooks', name));
  return runAttached([...script, '--in-place', ...files], {
    env: childEnvironment(embeddedDataOnly()),
  });
}
