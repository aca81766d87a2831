import { runLibraryCommand } from './libraryCommand.mjs';

/** A node of a Flower federation. Paths are those of the folder npm was started in. */
export function run(args) {
  return runLibraryCommand(
    'flower-client',
    ['flower', 'command.js'],
    ({ main, terminal }) => main(args, terminal()),
    () => process.kill(process.pid, 'SIGTERM'),
  );
}
