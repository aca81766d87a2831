import { runLibraryCommand } from './libraryCommand.mjs';

/** The options are defined in the library. */
export const inLibrary = true;
export const usage = 'npm run flower-client -- --superlink HOST:PORT [options]';

/** A node of a Flower federation. Paths are relative to the folder that npm was started in. */
export function run(args) {
  return runLibraryCommand(
    'flower-client',
    ['flower', 'client', 'command.js'],
    ({ main, terminal }) => main(args, terminal()),
    () => process.kill(process.pid, 'SIGTERM'),
  );
}
