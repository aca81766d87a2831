import { runLibraryCommand } from './libraryCommand.mjs';
import { findPython } from './python.mjs';

/** Makes certificates for a SuperLink. Paths are those of the folder npm was started in. */
export function run(args) {
  const file = ['flower', 'server', 'certificatesCommand.js'];
  return runLibraryCommand('flower-certificates', file, (it) =>
    it.main(args, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      basePython: () => findPython(),
    }),
  );
}
