import { sharedDataNames } from '../../options/clients/dataSettings';
import { path, text } from '../../options/fields';
import type { Chosen, Filled, OptionTable } from '../../options/option';
import { take } from '../../options/table';
import { ownServerOptions, serverTaken } from '../server/serverOptions';

/** What the command is told of its own. */
export const ownFederationOptions = {
  out: {
    schema: path(),
    placeholder: 'DIR',
    help: 'the folder, which takes app/, rounds/ and logs/',
    defaultText: 'one below runs/',
  },
  flowerVersion: {
    schema: text('a version'),
    placeholder: 'VERSION',
    help: 'of flwr',
    defaultText: 'the newest there is',
  },
  python: {
    schema: text('a path'),
    placeholder: 'FILE',
    help: 'a Python that has flwr; nothing is installed then',
  },
} as const satisfies OptionTable;

/** What every client is told. */
export const clientsTaken = take([...sharedDataNames, 'trainer', 'clientMomentum', 'transforms']);

/** What it takes from the table of all options. */
export const federationTaken = {
  ...clientsTaken,
  ...take(['clients', 'model'], {
    clients: {
      default: 3,
      defaultText: '3',
      reason: 'each is a process of its own',
    },
  }),
  ...serverTaken,
};

/** What the server decides; its results have their place. */
export const ownServerPart = {
  ...ownServerOptions,
  minClients: {
    ...ownServerOptions.minClients,
    default: ({ clients }: Chosen): number => clients as number,
    defaultText: 'all',
    reason: 'how many clients there are is known here',
  },
} as const satisfies OptionTable;

/** The options of `npm run federation`. */
export const federationOptions = {
  ...ownFederationOptions,
  ...federationTaken,
  ...ownServerPart,
} as const satisfies OptionTable;

export type FederationCommandOptions = Filled<typeof federationOptions>;
