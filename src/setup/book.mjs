import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serveBook } from './bookServer.mjs';
import { bookFolder, buildBook } from './bookSite.mjs';
import { SetupError } from './errors.mjs';
import { executedNotebooks } from './executedNotebooks.mjs';
import { notebooks } from './notebooks.mjs';
import { collectPlaygroundResults } from './playgroundResults.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run book -- [--execute [CHAPTER]...] [--live [--serve [--port PORT]]]';

export const details = `Makes the book, a site that opens from disk, from the chapters, the solutions and the appendices with
the outputs that are stored in them, the pages of text beside them, and the comments of the library.

  --execute  run the notebooks first, for fresh outputs: all, or the named chapters and their solutions;
             those that have not changed since they last ran, nor the library, come from a cache
  --playground-results FOLDER
             first collect the results that the page “Playground” shows, from the runs of its grid: each
             sweep NAME.json of src/book/playground/grid, run with
             npm run simulate -- --sweep src/book/playground/grid/NAME.json --out FOLDER/NAME
  --live     chapters also run in their pages, without installation; for that, the site must come from a
             server
  --serve    serve the book to this machine, with the headers that let its pages use several threads
  --port PORT
             at this port; default: one that is free`;

/** Makes the book and says where it is. */
export async function run(args) {
  const { values, positionals } = parse(args);
  if (positionals.length > 0 && !values.execute) {
    throw new SetupError('CHAPTER needs --execute; see npm run book -- --help');
  }
  const port = portOf(values);
  const python = await readyForNotebooks();
  const runs = values['playground-results'];
  if (runs !== undefined) await collectPlaygroundResults(resolve(runs));
  const executed = values.execute ? await executedNotebooks(python, notebooks(positionals)) : {};
  await buildBook(python, { executed, live: values.live });
  if (!values.serve) {
    console.log(relative(process.cwd(), join(bookFolder, 'index.html')));
    return 0;
  }
  const server = await serveBook(bookFolder, port);
  console.log(`http://127.0.0.1:${server.address().port}/  (Ctrl-C ends it)`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  server.closeAllConnections();
  server.close();
  return 0;
}

function parse(args) {
  const options = {
    execute: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    port: { type: 'string' },
    'playground-results': { type: 'string' },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${error.message}; see npm run book -- --help`);
  }
}

function portOf({ port = '0', serve, live }) {
  if (port !== '0' && !serve) throw new SetupError('--port needs --serve');
  if (serve && !live)
    throw new SetupError('--serve needs --live; any server can show the plain book');
  const number = Number(port);
  if (/^\d+$/.test(port) && number < 65_536) return number;
  throw new SetupError(`--port must be a whole number from 0 to 65535, got ${port}`);
}
