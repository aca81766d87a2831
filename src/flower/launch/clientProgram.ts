import { process } from '../../platform/system';
import { exitWith } from '../../commands/exitCode';
import { main, terminal } from '../client/command';

/** The program of a client that `typeScriptClients` starts: `npm run flower-client` without npm. */
exitWith(main(process.argv.slice(2), terminal()));
