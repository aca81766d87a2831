import { runLibraryCommand } from './libraryCommand.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run flower-server-app -- [options] <folder>';

/**
 * Makes a Flower server app; it needs no Python. Paths are relative to the folder that npm was
 * started in.
 */
export function run(args) {
  return runLibraryCommand('flower-server-app', ['flower', 'server', 'serverAppCommand.js'], (it) =>
    it.main(args, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    }),
  );
}
