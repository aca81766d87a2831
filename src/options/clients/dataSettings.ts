import { ArgumentError } from '../../core/errors';
import { writerNames } from '../../data/sources/namedDatasets';
import { pick, withDefaults } from '../defaults';
import { checkNeeds } from '../needs';
import type { Filled, Values } from '../option';
import { take } from '../table';
import { dataOptions } from '../themes/data';
import { checkValues } from '../values';

/** What gives a client its examples. */
export const dataTable = take([
  ...(Object.keys(dataOptions) as (keyof typeof dataOptions)[]),
  'seed',
]);

type DataName = keyof typeof dataTable;

/** Those of them that all clients of a federation share, whose number has a name of its own there. */
export const sharedDataNames = (Object.keys(dataTable) as DataName[]).filter(
  (name): name is Exclude<DataName, 'clients'> => name !== 'clients',
);

/** The options of the data and its clients as they are given. */
export type DataValues = Values<typeof dataTable>;

/** The options of the data and its clients, with the defaults filled in. */
export type DataSettings = Filled<typeof dataTable>;

/**
 * Checks options and fills in the defaults; what is no option of the data is passed over.
 *
 * @throws ArgumentError that names the first one that is out of range or plays no part
 */
export function completeData(given: DataValues): DataSettings {
  const values = checkValues(dataTable, pick(dataTable, given), (name) => name);
  const options = withDefaults(dataTable, values);
  checkNeeds(dataTable, values, options);
  checkWriters(options);
  return options;
}

/** Data with writers. */
const withWriters: readonly string[] = ['mnist-package', 'mnist', ...writerNames];

/** Throws an `ArgumentError` where writers are to be the clients of data that names none. */
export function checkWriters({
  dataset,
  partition,
}: Pick<DataSettings, 'dataset' | 'partition'>): void {
  if (partition !== 'writer' || withWriters.includes(dataset)) return;
  const rule = `be another one with --dataset ${dataset}, which names no writers`;
  throw new ArgumentError('--partition', rule, partition);
}
