import { main, terminal } from '../command';

/** The program of a client that `typeScriptClients` starts: `npm run flower-client` without npm. */
main(process.argv.slice(2), terminal()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
