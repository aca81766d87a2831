import { ArgumentError } from '../../core/errors';
import { writerNames } from '../../data/sources/namedDatasets';
import type { Filled } from '../option';
import { take } from '../table';
import { dataOptions } from '../themes/data';

/** What gives a client its examples. */
export const dataTable = take([
  ...(Object.keys(dataOptions) as (keyof typeof dataOptions)[]),
  'seed',
]);

/** The options of the data and its clients, with the defaults filled in. */
export type DataSettings = Filled<typeof dataTable>;

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
