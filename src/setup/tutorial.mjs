import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { referencePages } from './bookReference.mjs';
import { bookFolder, buildBook } from './bookSite.mjs';
import { bothDone } from './bothDone.mjs';
import { beginEnvironment, ensurePython } from './environment.mjs';
import { SetupError } from './errors.mjs';
import { ensureBundles } from './library.mjs';
import { chapter } from './notebooks.mjs';
import { ensurePackages } from './packages.mjs';
import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { roundTable, someRounds } from './roundTable.mjs';
import { duration } from './step.mjs';

export const usage = 'npm run tutorial';

/** Runs chapter 1, makes the book with it, and prints the results and where they are. */
export async function run() {
  const start = Date.now();
  const name = chapter(1);
  await bothDone(ensurePackages(), beginEnvironment());
  const library = ensureBundles().then(() => {
    // Beside the installation of Python packages, which keeps one core busy. What fails is said below.
    referencePages((_, work) => work()).catch(() => undefined);
  });
  const [python] = await bothDone(ensurePython(), library);
  const notebook = inside('notebooks', '_build', name);
  const page = join(bookFolder, name.replace(/\.ipynb$/, '.html'));
  const runs = inside('notebooks', 'runs', '01');

  const execution = Date.now();
  // The script that runs the chapter shows its progress; the result is printed here.
  const options = { stdio: ['inherit', process.stderr, 'inherit'] };
  const script = [python, '-B', inside('src', 'notebook', 'execute.py')];
  if (await runAttached([...script, inside('notebooks', name), notebook], options)) return 1;
  await buildBook(python, { executed: { [name]: notebook } });

  const rounds = join(runs, 'rounds.json');
  const { every, chosen } = someRounds(readRounds(rounds, execution));
  console.log(`\n${roundTable(chosen)}\n`);
  const show = (label, path) => console.log(`${label.padEnd(18)} ${relative(process.cwd(), path)}`);
  show(every === 1 ? 'Rounds' : 'All rounds', rounds);
  show('Page of the book', page);
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
