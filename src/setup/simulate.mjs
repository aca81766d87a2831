import { runLibraryCommand } from './libraryCommand.mjs';

/** Simulates a federation. Paths are those of the folder that npm was started in. */
export function run(args) {
  return runLibraryCommand('simulate', ['experiment', 'cli.js'], ({ main, terminal }) =>
    main(args, terminal()),
  );
}
