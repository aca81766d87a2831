import { withOwnFlags } from '../../options/clients/ownFlags';
import { sharedDataNames } from '../../options/clients/dataSettings';
import type { DataSettings } from '../../options/clients/dataSettings';
import { listed } from '../../options/listed';
import type { ReadOptions } from '../../tables/read/readOptions';

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

/** How a table is read, by the options. @param words columns that hold words even if they look like numbers */
export function tableReadOptions(
  { decimal, badRows, missingValues }: Pick<DataSettings, 'decimal' | 'badRows' | 'missingValues'>,
  words: readonly string[],
): ReadOptions {
  return {
    ...(decimal && { decimal }),
    ...(badRows && { onBadRow: badRows }),
    ...(missingValues !== undefined && { missing: ['', ...listed(missingValues)] }),
    types: Object.fromEntries(words.map((name) => [name, 'category' as const])),
  };
}

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
