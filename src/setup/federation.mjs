import { createRequire } from 'node:module';
import { ensureBundles, ensureLibrary } from './library.mjs';
import { runLibraryCommand } from './libraryCommand.mjs';
import { inside } from './paths.mjs';
import { findPython } from './python.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run federation -- [options]';

const require = createRequire(import.meta.url);

/** A module of what commands share; the library is there once its command runs. */
const command = (name) => require(inside('src', 'dist', 'commands', `${name}.js`));

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
      const { stopSignal } = command('stopSignal');
      stop = stopSignal({ first: () => err('\nstopping …\n') });
      return it.main(args, {
        out: (text) => process.stdout.write(text),
        err,
        progress: command('liveLine').liveLine(process.stderr),
        signal: stop.signal,
        basePython: () => findPython(),
      });
    },
    {
      onOrphaned: () => stop.abort(),
      // The page of tabs is made of programs of its own.
      prepare: args.includes('--browser') ? ensureBundles : ensureLibrary,
    },
  );
}
