import { withOwnFlags } from '../../options/clients/ownFlags';
import { sharedDataNames } from '../../options/clients/dataSettings';

/** Options of image files, which the clients of a real federation do not take. */
const ofImages = [
  'parquet',
  'imageFolder',
  'imageColumn',
  'labelColumn',
  'imageSize',
  'channels',
  'invert',
] as const;

type OfImages = (typeof ofImages)[number];

/** The options of the data that the clients of a federation share. */
export const federationDataNames = sharedDataNames.filter(
  (name): name is Exclude<(typeof sharedDataNames)[number], OfImages> =>
    !(ofImages as readonly string[]).includes(name),
);

/** How these options differ there. */
export const federationData = {
  clientColumn: {
    needs: [{ option: 'table' }],
    defaultText: 'none: each file is a client',
    reason: 'the rows of a file are one client’s',
  },
  badRows: {
    help: 'what becomes of rows that do not parse',
    needs: [{ option: 'table' }],
    reason: 'clients do not read folders of images',
  },
  dataset: {
    help: 'the examples; with --table those of your own files',
    reason: 'clients do not read folders of images',
  },
} as const;

/** Does what reads a table; its errors name options, by the columns that they name. */
export function readingTable<Result>(
  columns: Readonly<Record<string, readonly string[]>>,
  read: () => Promise<Result>,
): Promise<Result> {
  const names = { path: '--table', incompleteRows: '--missing-rows' };
  const byColumn = Object.entries(columns).flatMap(([option, all]) =>
    all.map((name) => [name, option] as const),
  );
  return withOwnFlags(names, new Map(byColumn), read);
}
