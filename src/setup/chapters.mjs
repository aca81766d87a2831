import { parseArgs } from 'node:util';
import { SetupError } from './errors.mjs';
import { notebooks } from './notebooks.mjs';
import { childEnvironment, embeddedDataOnly, inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run chapters -- [CHAPTER]... [--seed N] [--small]';

export const details = `Runs chapters and the solutions to their exercises from the first cell to the last, and fails if a
cell fails or shows a sentence that does not hold. CHAPTER is a number, or an appendix's letter; default:
all. The outputs are written into the notebooks, in the form in which they are committed.

  --seed N   with another seed: the executed notebooks go to notebooks/_build/seed-N
  --small    with few rounds, as the tests do: to notebooks/_build/small`;

/** Runs chapters (all, or the named ones) and keeps their outputs. */
export async function run(args) {
  const { values, positionals } = parse(args);
  const files = notebooks(positionals).map((name) => inside('notebooks', name));
  const settings = [
    ...(values.seed === undefined ? [] : ['--set', `seed=${wholeNumber(values.seed)}`]),
    ...(values.small ? ['--set-any', 'small=true'] : []),
  ];
  const label = [
    ...(values.seed === undefined ? [] : [`seed-${values.seed}`]),
    ...(values.small ? ['small'] : []),
  ].join('-');
  const target = label ? ['--into', inside('notebooks', '_build', label)] : ['--in-place'];
  return executeNotebooks(files, [...settings, ...target]);
}

/** Executes notebooks on the embedded data with these options of execute.py; returns its exit code. */
export async function executeNotebooks(files, options) {
  const python = await readyForNotebooks();
  const script = [python, '-B', inside('src', 'notebook', 'execute.py')];
  const env = childEnvironment(embeddedDataOnly());
  return runAttached([...script, ...options, ...files], { env });
}

function parse(args) {
  const options = {
    seed: { type: 'string' },
    small: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${error.message}; see npm run chapters -- --help`);
  }
}

function wholeNumber(text) {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new SetupError(`--seed must be a whole number from 0, got ${text}`);
}
