import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupError } from './errors.mjs';
import { chapter } from './notebooks.mjs';
import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';
import { roundTable, someRounds } from './roundTable.mjs';
import { duration } from './step.mjs';

export const usage = 'npm run tutorial';

/** Runs chapter 1, renders it as a page, and prints the results and where they are. */
export async function run() {
  const start = Date.now();
  const name = chapter(1);
  const python = await readyForNotebooks();
  const notebook = inside('notebooks', '_build', name);
  const page = notebook.replace(/\.ipynb$/, '.html');
  const runs = inside('notebooks', 'runs', '01');

  const execution = Date.now();
  // The script that runs the chapter shows its progress; the result is printed here.
  const options = { stdio: ['inherit', process.stderr, 'inherit'] };
  const script = (file) => [python, '-B', inside('src', 'notebook', file)];
  const failed =
    (await runAttached([...script('execute.py'), inside('notebooks', name), notebook], options)) ||
    (await runAttached([...script('export.py'), notebook, page], options));
  if (failed) return 1;

  const rounds = join(runs, 'rounds.json');
  const { every, chosen } = someRounds(readRounds(rounds, execution));
  console.log(`\n${roundTable(chosen)}\n`);
  const show = (label, path) => console.log(`${label.padEnd(18)} ${relative(process.cwd(), path)}`);
  show(every === 1 ? 'Rounds' : 'All rounds', rounds);
  show('Page', page);
  show('Executed notebook', notebook);
  show('TensorBoard log', join(runs, 'tensorboard'));
  console.error(`\nDone in ${duration(Date.now() - start)}. To run it cell by cell: npm run lab`);
  return 0;
}

/** The round records that this run of the chapter wrote. */
function readRounds(file, since) {
  const name = relative(process.cwd(), file);
  if (!existsSync(file) || statSync(file).mtimeMs < since - 2000) {
    throw new SetupError(`${name}: the chapter must write its round records there; it did not`);
  }
  const records = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(records) || records.length === 0) {
    throw new SetupError(`${name}: expected an array of round records, found ${typeof records}`);
  }
  return records;
}
