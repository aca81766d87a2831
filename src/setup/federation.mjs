import { createRequire } from 'node:module';
import { runLibraryCommand } from './libraryCommand.mjs';
import { inside } from './paths.mjs';
import { findPython } from './python.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run federation -- [options]';

/**
 * Runs a real federation on this machine. Paths are relative to the folder that npm was started in.
 */
export function run(args) {
  let stop;
  return runLibraryCommand(
    'federation',
    ['flower', 'launch', 'federationCommand.js'],
    (it) => {
      const err = (text) => process.stderr.write(text);
      const { stopSignal } = createRequire(import.meta.url)(
        inside('src', 'dist', 'commands', 'stopSignal.js'),
      );
      stop = stopSignal({ first: () => err('\nstopping …\n') });
      return it.main(args, {
        out: (text) => process.stdout.write(text),
        err,
        progress: process.stderr.isTTY ? lineThatChanges : lineNowAndThen(),
        signal: stop.signal,
        basePython: () => findPython(),
      });
    },
    () => stop.abort(),
  );
}

/** On a terminal, one line that changes; an empty line clears it. */
function lineThatChanges(line) {
  const text = line.slice(0, (process.stderr.columns ?? 80) - 3);
  process.stderr.write(text === '' ? '\r\u001b[K' : `\r\u001b[K  ${text}`);
}

/** Elsewhere, a line about the current step every ten seconds. */
function lineNowAndThen() {
  let last = Date.now();
  return (line) => {
    if (line === '' || Date.now() - last < 10_000) return;
    last = Date.now();
    process.stderr.write(`  ${line.slice(0, 120)}\n`);
  };
}
