import { ArgumentError } from '../../core/errors';
import { writerNames } from '../../data/sources/namedDatasets';
import { pick, withDefaults } from '../defaults';
import { checkNeeds } from '../needs';
import type { Filled, Values } from '../option';
import { take } from '../table';
import { dataOptions } from '../themes/data';
import { checkValues } from '../values';

/** The options that decide which examples a client has. */
export const dataTable = take([
  ...(Object.keys(dataOptions) as (keyof typeof dataOptions)[]),
  'seed',
]);

type DataName = keyof typeof dataTable;

/** Those that all clients of a federation share; the number of clients has another name there. */
export const sharedDataNames = (Object.keys(dataTable) as DataName[]).filter(
  (name): name is Exclude<DataName, 'clients'> => name !== 'clients',
);

/** The options of the data and its clients as given. */
export type DataValues = Values<typeof dataTable>;

/** The options of the data and its clients, with the defaults filled in. */
export type DataSettings = Filled<typeof dataTable>;

/**
 * Checks options and fills in the defaults; options that do not concern the data are ignored.
 *
 * @throws ArgumentError that names the first one that is out of range or has no effect
 */
export function completeData(given: DataValues): DataSettings {
  const values = checkValues(dataTable, pick(dataTable, given), (name) => name);
  const options = withDefaults(dataTable, values);
  checkNeeds(dataTable, values, options);
  checkWriters(options);
  return options;
}

/** Data sets that name their writers. */
const withWriters: readonly string[] = ['mnist-package', 'mnist', ...writerNames];

/** Throws an `ArgumentError` if the clients should be writers but the data names none. */
export function checkWriters({
  dataset,
  partition,
}: Pick<DataSettings, 'dataset' | 'partition'>): void {
  if (partition !== 'writer' || withWriters.includes(dataset)) return;
  const rule = `be another partition for --dataset ${dataset}, which names no writers`;
  throw new ArgumentError('--partition', rule, partition);
}
