import { runLibraryCommand } from './libraryCommand.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run simulate -- [options]';

/** Simulates a federation. Paths are relative to the folder that npm was started in. */
export function run(args) {
  return runLibraryCommand('simulate', ['simulate', 'cli.js'], ({ main, terminal }) =>
    main(args, terminal()),
  );
}
