import { flag } from '../../commands/flag';
import { ArgumentError } from '../../core/errors';
import { datasetNames, writerNames } from '../../data/sources/namedDatasets';
import type { DatasetName } from '../../data/sources/namedDatasets';
import { pick, withDefaults } from '../defaults';
import { checkNeeds } from '../needs';
import type { Filled, Values } from '../option';
import { take } from '../table';
import { dataOptions, ownDatasetOf } from '../themes/data';
import { ownDataOptions, ownDatasetNames } from '../themes/ownData';
import { checkValues } from '../values';

/** The options that decide which examples a client has. */
export const dataTable = take([
  ...(Object.keys({ ...ownDataOptions, ...dataOptions }) as (
    keyof typeof ownDataOptions | keyof typeof dataOptions
  )[]),
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
  checkClients(values, options);
  checkNeeds(dataTable, values, options);
  return options;
}

/**
 * Refuses options that contradict each other about whose examples are used and which client has which.
 *
 * @throws ArgumentError that names the option
 */
export function checkClients(given: DataValues, options: DataSettings): void {
  checkOwnFiles(given, options);
  checkWriters(options);
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

/**
 * The data set of a command that needs no files.
 *
 * @throws ArgumentError for files of your own
 */
export function namedDataset(dataset: DataSettings['dataset']): DatasetName {
  const named = datasetNames.find((name) => name === dataset);
  if (named !== undefined) return named;
  throw new ArgumentError('--dataset', `be one of ${datasetNames.join(', ')}`, dataset);
}

function checkOwnFiles(given: DataValues, options: DataSettings): void {
  const { table, parquet, imageFolder, targetColumn, clientColumn, preprocessing } = options;
  const { dataset, partition, heldOut } = options;
  const own = ownDatasetOf(options);
  const named = Object.entries({ table, parquet, imageFolder }).filter(([, file]) => file);
  if (named.length > 1) {
    const [[first], [second, file]] = named;
    throw new ArgumentError(flag(second), `be left out with ${flag(first)}`, file);
  }
  if (own === undefined) {
    if (given.partition === 'natural') {
      const rule = 'be another partition without --client-column or --image-folder';
      throw new ArgumentError('--partition', rule, partition);
    }
    const missing = ownDatasetNames.find((name) => name === dataset);
    if (missing === undefined) return;
    throw new ArgumentError(`--${missing}`, `be given with --dataset ${dataset}`, undefined);
  }
  if (dataset !== own) {
    throw new ArgumentError('--dataset', `be left out with --${own}`, given.dataset);
  }
  const skew =
    table === undefined
      ? undefined
      : (['rotation', 'noise'] as const).find((name) => options[name] !== undefined);
  if (skew !== undefined) {
    const rule = 'be left out with --table: it changes images';
    throw new ArgumentError(flag(skew), rule, options[skew]);
  }
  if (table !== undefined && targetColumn === undefined && preprocessing === undefined) {
    const rule = 'be given with --table: the column to predict';
    throw new ArgumentError('--target-column', rule, undefined);
  }
  if (clientColumn !== undefined && partition !== 'natural') {
    const rule = 'be left out with --client-column, whose values are the clients';
    throw new ArgumentError('--partition', rule, partition);
  }
  if (partition === 'natural' && clientColumn === undefined && imageFolder === undefined) {
    const rule = 'be given with --partition natural';
    throw new ArgumentError('--client-column', rule, undefined);
  }
  if (heldOut === 0) {
    const rule = `be above 0 with --${own}: clients test on examples of their own`;
    throw new ArgumentError('--held-out', rule, heldOut);
  }
}
