import { parseArgs } from 'node:util';
import { executeNotebooks, run as runChapters } from './chapters.mjs';
import { SetupError } from './errors.mjs';
import { notebooks } from './notebooks.mjs';
import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run notebooks -- --check [--execute] [CHAPTER]... | --write [CHAPTER]...';

export const details = `Keeps the committed notebooks clean. CHAPTER is a number, or an appendix's letter; default: all, with
the solutions.

  --check            fails if a notebook breaks a rule of form: outputs of other code, long lines
                     and cells, noise of the machine, large files and more; starts no kernel
  --check --execute  runs the notebooks again with the same seed, into notebooks/_build/check, and fails
                     where their outputs differ from the stored ones
  --write            runs them and writes outputs and form as they are committed, as npm run
                     chapters does`;

/** Checks the committed notebooks, or executes and normalizes them. */
export async function run(args) {
  const { check, write, execute, names } = parse(args);
  if (check === write) throw new SetupError('expected --check or --write; see --help');
  if (write) return runChapters(names);
  const files = notebooks(names).map((name) => inside('notebooks', name));
  const folder = inside('notebooks', '_build', 'check');
  const code = execute ? await executeNotebooks(files, ['--into', folder]) : 0;
  const python = await readyForNotebooks();
  const script = [python, '-B', inside('src', 'notebook', 'check.py')];
  const compared = execute ? ['--executed', folder] : [];
  return code || runAttached([...script, ...compared, ...files]);
}

function parse(args) {
  const boolean = { type: 'boolean', default: false };
  const options = { check: boolean, write: boolean, execute: boolean };
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.execute && values.write) throw new Error('--execute belongs to --check');
    return { ...values, names: positionals };
  } catch (error) {
    throw new SetupError(`${error.message}; see npm run notebooks -- --help`);
  }
}
