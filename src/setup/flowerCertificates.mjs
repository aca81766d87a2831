import { runLibraryCommand } from './libraryCommand.mjs';
import { findPython } from './python.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run flower-certificates -- [options] <folder>';

/** Makes certificates for a SuperLink. Paths are relative to the folder that npm was started in. */
export function run(args) {
  const file = ['flower', 'launch', 'certificatesCommand.js'];
  return runLibraryCommand('flower-certificates', file, (it) =>
    it.main(args, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      basePython: () => findPython(),
    }),
  );
}
