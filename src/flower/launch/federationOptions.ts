import { codecOptionNames } from '../../options/codec';
import { described, path, text, whole } from '../../options/fields';
import type { Chosen, Filled, OptionTable } from '../../options/option';
import { protectionNames } from '../../options/protection';
import { take } from '../../options/table';
import { makeLoneAttack } from '../client/loneAttack';
import { federationData, federationDataNames } from '../client/tableReading';
import { ownServerOptions, serverTaken } from '../server/serverOptions';
import { tabOptions } from './tabs/tabOptions';

/** Options of the command itself. */
export const ownFederationOptions = {
  out: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the folder for app/, rounds/ and logs/',
    defaultText: 'a new one in runs/',
  },
  flowerVersion: {
    schema: text('a version'),
    placeholder: 'VERSION',
    help: 'the version of flwr',
    defaultText: 'the newest',
  },
  python: {
    schema: text('a path'),
    placeholder: 'FILE',
    help: 'a Python that has flwr; then nothing is installed',
  },
} as const satisfies OptionTable;

/** Options that are passed on to every client. */
export const clientsTaken = take(
  [
    ...federationDataNames,
    'trainer',
    'clientMomentum',
    'exampleClip',
    'exampleNoiseMultiplier',
    'transforms',
    ...codecOptionNames,
    ...protectionNames,
  ],
  {
    ...federationData,
    table: {
      help: 'rows of your own: files with commas between them, one for each client; or with --client-column one, a client for each value',
      reason: 'each client has a file of its own',
    },
    features: {
      defaultText: 'needed, unless --preprocessing names them',
      reason: 'clients tell the server of no other columns',
    },
  },
);

/** What the command takes from the table of all options. */
export const federationTaken = {
  ...clientsTaken,
  ...take(['attack', 'attackers'], {
    attack: {
      schema: described(makeLoneAttack),
      reason: 'a client of a real federation sees no other’s update',
    },
  }),
  ...take(['clients', 'model'], {
    clients: {
      schema: whole(0),
      default: 3,
      defaultText: '3',
      help: 'number of clients in TypeScript; with --browser it may be 0',
      reason: 'each is a separate process',
    },
  }),
  ...serverTaken,
};

/** The options of the server; the place of its results is fixed. */
export const ownServerPart = {
  ...ownServerOptions,
  minClients: {
    ...ownServerOptions.minClients,
    default: ({ clients, table, browser, browserClients }: Chosen): number => {
      if (browser) return Math.min(2, (clients as number) + (browserClients as number));
      return table === undefined ? (clients as number) : 2;
    },
    defaultText:
      'all; with --table 2, for a client whose columns are others is left out; with --browser 2, for tabs may go',
    reason: 'the number of clients is known here',
  },
} as const satisfies OptionTable;

/** The options of `npm run federation`. */
export const federationOptions = {
  ...ownFederationOptions,
  ...tabOptions,
  ...federationTaken,
  ...ownServerPart,
} as const satisfies OptionTable;

export type FederationCommandOptions = Filled<typeof federationOptions>;
