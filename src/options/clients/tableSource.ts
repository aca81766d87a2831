import { basename } from '../../platform/paths';
import { counted } from '../../core/counted';
import { Rng } from '../../core/rng';
import type { AnyDataset } from '../../data/dataset';
import { withArrays } from '../../data/datasetParts';
import type { ClientDataset, FederatedDataset } from '../../data/federatedDataset';
import { unknownClient } from '../../data/federatedDataset';
import { namedPartition } from '../../data/partition/namedPartition';
import { federateTable } from '../../tables/federated/federateTable';
import type { FederatedTable } from '../../tables/federated/federateTable';
import type { Preprocessing } from '../../tables/federated/preprocessing';
import { loadPreprocessing } from '../../tables/federated/savePreprocessing';
import { targetColumns } from '../../tables/federated/tableTarget';
import type { ReadOptions } from '../../tables/read/readOptions';
import { readTable } from '../../tables/read/readTable';
import type { ReadTable } from '../../tables/read/readTable';
import { shareNumbers } from '../../training/worker/sharedMemory';
import { listed } from '../listed';
import { usualClients } from './clientExamples';
import type { DataSettings } from './dataSettings';
import { withOwnFlags } from './ownFlags';
import { tableReadOptions } from './tableReadOptions';
import type { WriterSource } from './sourceKinds';

/** The columns that options name. */
interface Columns {
  readonly client: string | undefined;
  readonly targets: readonly string[];
  /** Undefined: all others. */
  readonly features: readonly string[] | undefined;
  readonly categorical: readonly string[];
}

/**
 * Reads a table of your own and makes its rows clients: of a column, or by a partition. The rows as they were read are
 * not kept.
 *
 * @throws ArgumentError that names the option that does not fit the table; DataError for what is wrong in a file
 */
export async function tableSource(options: DataSettings): Promise<WriterSource<AnyDataset>> {
  const given =
    options.preprocessing === undefined ? undefined : loadPreprocessing(options.preprocessing);
  const columns = columnsOf(options, given);
  return withOwnFlags(flags, flagsByColumn(columns), async () => {
    const table = await readTable(listed(options.table!), readOptions(options, columns, given));
    const notes = droppedRows(table);
    const federated = await clientsOf(table, options, columns, given);
    return {
      kind: 'writers',
      name: federated.name,
      federated: withoutRows(federated),
      hasTest: false,
      preprocessing: federated.preprocessing,
      notes: [...notes, ...federated.notes],
    };
  });
}

const flags: Readonly<Record<string, string>> = {
  client: '--client-column',
  target: '--target-column',
  features: '--features',
  categorical: '--categorical',
  types: '--categorical',
  partition: '--partition',
  clients: '--clients',
  data: '--target-column',
  incompleteRows: '--missing-rows',
  testShare: '--held-out',
  path: '--table',
  preprocessing: '--preprocessing',
};

function columnsOf(options: DataSettings, given: Preprocessing | undefined): Columns {
  const { clientColumn: client, targetColumn, features, categorical } = options;
  const known = given?.target && targetColumns(given.target);
  return {
    client,
    targets: targetColumn === undefined ? (known ?? []) : listed(targetColumn),
    features: features === undefined ? given?.features.map(({ name }) => name) : listed(features),
    categorical: categorical === undefined ? [] : listed(categorical),
  };
}

/** The options by the columns that they name; the first one wins. */
function flagsByColumn({ client, targets, features = [], categorical }: Columns) {
  return new Map([
    ...categorical.map((name) => [name, '--categorical'] as const),
    ...features.map((name) => [name, '--features'] as const),
    ...targets.map((name) => [name, '--target-column'] as const),
    ...(client === undefined ? [] : [[client, '--client-column'] as const]),
  ]);
}

function readOptions(
  options: DataSettings,
  { client, targets, features, categorical }: Columns,
  given: Preprocessing | undefined,
): ReadOptions {
  const coded = (given?.features ?? []).filter(({ kind }) => kind === 'oneHot');
  const classes = given ? given.target?.kind === 'classes' : options.task === 'classification';
  const words = [
    ...(client === undefined ? [] : [client]),
    ...(classes ? targets : []),
    ...categorical,
    ...coded.map(({ name }) => name),
  ];
  const names = [...(client === undefined ? [] : [client]), ...targets, ...(features ?? [])];
  return {
    ...(features && { columns: [...new Set(names)] }),
    ...tableReadOptions(options, words),
  };
}

function clientsOf(
  table: ReadTable,
  options: DataSettings,
  { client, targets, features }: Columns,
  given: Preprocessing | undefined,
): Promise<FederatedTable> {
  const { task, heldOut, seed, missingRows, partition, clients = usualClients(options) } = options;
  const rng = Rng.fromSeed(seed).split('clients').split('partition');
  return federateTable(table, {
    ...(targets.length > 0 && { target: targets }),
    ...(features && { features }),
    ...(task && { task }),
    ...(heldOut !== undefined && { testShare: heldOut }),
    ...(missingRows && { incompleteRows: missingRows }),
    ...(given && { preprocessing: given }),
    ...(partition === 'natural' || partition === 'writer'
      ? { client: client! }
      : { partition: (target) => namedPartition(partition, target, clients, rng, options) }),
    name: basename(listed(options.table!)[0]),
    seed,
  });
}

/** The clients' numbers in memory that threads share; the rows as they were read can go. */
function withoutRows(federation: FederatedTable): FederatedDataset<AnyDataset> {
  const { shape, featureNames, classNames, targetNames } = federation;
  const { name, description, simulated, clientIds } = federation;
  const clients = new Map<string, ClientDataset<AnyDataset>>();
  for (const id of clientIds) {
    const { train, test } = federation.client(id);
    clients.set(id, {
      id,
      train: withArrays<AnyDataset>(train, train.size, shareNumbers),
      test: withArrays<AnyDataset>(test, test.size, shareNumbers),
    });
  }
  const client = (id: string): ClientDataset<AnyDataset> => {
    const found = clients.get(id);
    if (found) return found;
    throw unknownClient({ clientIds, name }, id);
  };
  return {
    ...{ name, description, simulated, clientIds, shape, featureNames },
    ...(classNames ? { classNames } : { targetNames: targetNames! }),
    client,
    clientSize: (id) => ({ train: client(id).train.size, test: client(id).test.size }),
    close: () => {
      clients.clear();
    },
  };
}

function droppedRows({ report }: ReadTable): string[] {
  return report.files.flatMap(({ file, droppedRows }) => {
    if (droppedRows === 0) return [];
    const first = report.dropped.find((row) => row.file === file);
    const where = first ? `, the first in line ${first.line}: ${first.problem}` : '';
    return [`${file}: ${counted(droppedRows, 'row')} dropped${where}.`];
  });
}
