import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bookFolder, buildBook } from './bookSite.mjs';
import { SetupError } from './errors.mjs';
import { executedNotebooks } from './executedNotebooks.mjs';
import { notebooks } from './notebooks.mjs';
import { collectPlaygroundResults } from './playgroundResults.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run book -- [--execute [CHAPTER]...] [--playground-results FOLDER]';

export const details = `Makes the book, a site that opens from disk, from the chapters, the solutions and the appendices with
the outputs that are stored in them, the pages of text beside them, and the comments of the library.

  --execute  run the notebooks first, for fresh outputs: all, or the named chapters and their solutions;
             those that have not changed since they last ran, nor the library, come from a cache
  --playground-results FOLDER
             first collect the results that the page “Playground” shows, from the runs of its grid: each
             sweep NAME.json of src/book/playground/grid, run with
             npm run simulate -- --sweep src/book/playground/grid/NAME.json --out FOLDER/NAME`;

/** Makes the book and says where it is. */
export async function run(args) {
  const { values, positionals } = parse(args);
  if (positionals.length > 0 && !values.execute) {
    throw new SetupError('CHAPTER needs --execute; see npm run book -- --help');
  }
  const python = await readyForNotebooks();
  const runs = values['playground-results'];
  if (runs !== undefined) await collectPlaygroundResults(resolve(runs));
  const executed = values.execute ? await executedNotebooks(python, notebooks(positionals)) : {};
  await buildBook(python, executed);
  console.log(relative(process.cwd(), join(bookFolder, 'index.html')));
  return 0;
}

function parse(args) {
  const options = {
    execute: { type: 'boolean', default: false },
    'playground-results': { type: 'string' },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${error.message}; see npm run book -- --help`);
  }
}
