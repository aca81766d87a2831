import { counted } from '../../core/counted';
import { ArgumentError, FederatedError } from '../../core/errors';
import { Rng } from '../../core/rng';
import type { ClassTargets, Kind, NumberTargets } from '../../data/dataset';
import type { ClientsOf } from '../../data/federatedDataset';
import type { Partition } from '../../data/partition/partition';
import { selectColumns } from '../selectColumns';
import { selectRows } from '../selectRows';
import type { Table } from '../table';
import { wordsOf } from './columnKinds';
import { notesOf } from './notes';
import { prepareRows } from './prepareRows';
import { preprocessedKind, preprocessingOf } from './preprocessing';
import type { Preprocessing, PreprocessingOptions, TableDataset } from './preprocessing';
import { federatedStatistics } from './statistics';
import type { StatisticsOptions, TableStatistics } from './statistics';
import { splitRows } from './splitRows';
import type { SplitRows } from './splitRows';
import { isTable, tableClients } from './tableClients';
import { rolesOf } from './columnRoles';
import { findTarget } from './tableTarget';
import type { TableTask } from './tableTarget';

/** Options of {@link federateTable}. */
export interface FederateTableOptions {
  /** The column that says whose each row is: natural clients. */
  readonly client?: string;
  /**
   * In its place: the rows of each client, disjoint, as positions in the table; or a function that divides
   * the complete rows by their targets.
   */
  readonly partition?: Partition | ((targets: ClassTargets | NumberTargets) => Partition);
  /** The column to predict, or several columns of numbers; default the preprocessing's. */
  readonly target?: string | readonly string[];
  /** What the model sees; default all other columns of the (first) table. */
  readonly features?: readonly string[];
  /** Features of numbers that stand for categories, such as codes; default none. */
  readonly categorical?: readonly string[];
  /** Default: classification for a column of words, regression for numbers. */
  readonly task?: TableTask;
  /** Share of each client's rows held out for testing, in [0, 1); default 0.2. */
  readonly testShare?: number;
  /** Determines which rows are held out; a whole number ≥ 0, default 1. */
  readonly seed?: number;
  /** What becomes of rows without a target or a client; default `refuse`. */
  readonly incompleteRows?: 'refuse' | 'drop';
  /** How statistics are computed: their sum, bounds, lists of categories. */
  readonly statistics?: Omit<StatisticsOptions, 'features' | 'categorical'>;
  /**
   * How statistics become preprocessing; or preprocessing that exists, a saved model's, in which case
   * no statistics are computed.
   */
  readonly preprocessing?: PreprocessingOptions | Preprocessing;
  /** Short name; default the (first) table's source. */
  readonly name?: string;
}

/** What a federation of a table's rows has besides its clients. */
export interface TableFederation extends ClientsOf<TableDataset> {
  /** For classification. */
  readonly classNames?: readonly string[];
  /** For regression. */
  readonly targetNames?: readonly string[];
  /** Of the clients' training rows; undefined if preprocessing was given. */
  readonly statistics?: TableStatistics;
  /** With the target: all that a new client, or a saved model, needs. */
  readonly preprocessing: Preprocessing;
  /** What somebody should know about these rows, one sentence each. */
  readonly notes: readonly string[];
  /** One client's rows as they were read, all columns. */
  rows(id: string): { readonly train: Table; readonly test: Table };
}

/** Rows that belong to clients, ready to train on: a federated dataset of numbers. */
export type FederatedTable = TableFederation & Kind<TableDataset>;

/**
 * Makes clients of a table: by a column, by a partition, or of several tables, one per client. Each client holds out
 * some of its rows, of each class about the same share; statistics are summed over the clients' training
 * rows ({@link federatedStatistics}) and determine how features become numbers
 * ({@link preprocessingOf}). A client of n ≥ 2 rows tests on `round(testShare n)` of them, at least 1 and at
 * most n − 1; a single row is trained on.
 *
 * Clients have to agree on the names of the classes, so each one tells those it has.
 *
 * ```ts
 * const patients = await fl.tables.readTable('patients.csv');
 * const federation = await fl.tables.federateTable(patients, { client: 'hospital', target: 'outcome' });
 * federation.notes; // ['1 client has one row, trained on and not tested: "Eastside".', …]
 * ```
 *
 * @param source one table, or one per client, by the clients' ids
 * @throws ArgumentError for a column that is not there and for options that contradict each other; DataError for
 *   words where numbers were, a target with one class, and incomplete rows unless they are to be dropped
 */
export async function federateTable(
  source: Table | Readonly<Record<string, Table>>,
  options: FederateTableOptions,
): Promise<FederatedTable> {
  const { testShare = 0.2, seed = 1, categorical = [], task, statistics: sums } = options;
  if (!(testShare >= 0 && testShare < 1)) {
    throw new ArgumentError('testShare', 'be at least 0 and below 1', testShare);
  }
  const rng = Rng.fromSeed(seed);
  const choices = options.preprocessing ?? {};
  const given = 'format' in choices ? choices : undefined;
  const tables = isTable(source) ? [source] : Object.values(source);
  if (tables.length === 0) throw new ArgumentError('source', 'hold at least one table', source);
  const roles = rolesOf(tables, options, given);
  const target = given?.target ?? findTarget(tables, roles.targets, task);
  const found = tableClients(source, { ...options, roles, target });
  const split = new Map(
    [...found.clients].map(([id, { table, rows }]) => {
      const strata = target.kind === 'classes' ? wordsOf(table, target.name).codes : undefined;
      return [id, { table, ...splitRows(rows, strata, testShare, rng.split('held out', id)) }];
    }),
  );
  const clientIds = [...split.keys()].sort();
  const name = options.name ?? tables[0].source;
  const clientOf = (id: string): { readonly table: Table } & SplitRows => {
    const client = split.get(id);
    if (client) return client;
    const rule = `be one of the ${counted(clientIds.length, 'client id')} of ${name}`;
    throw new ArgumentError('id', rule, id);
  };
  const pick = (id: string, part: keyof SplitRows, names?: readonly string[]): Table => {
    const client = clientOf(id);
    const table = names ? selectColumns(client.table, names) : client.table;
    return selectRows(table, client[part]);
  };
  const statistics = given
    ? undefined
    : await federatedStatistics(
        clientIds.map((id) => () => pick(id, 'train', roles.features)),
        { ...sums, features: roles.features, categorical },
      );
  const preprocessing: Preprocessing = {
    ...(statistics ? preprocessingOf(statistics, choices as PreprocessingOptions) : given!),
    target,
  };
  const needed = [...roles.targets, ...preprocessing.features.map((one) => one.name)];
  let closed = false;
  const prepared = (id: string, part: keyof SplitRows): TableDataset =>
    prepareRows(pick(id, part, needed), preprocessing);
  return {
    ...preprocessedKind(preprocessing),
    name,
    description: `${counted(found.rows, 'row')} of ${name}, ${found.origin}`,
    simulated: options.partition !== undefined,
    clientIds,
    ...(statistics && { statistics }),
    preprocessing,
    notes: [...found.notes, ...notesOf({ clients: split, target, preprocessing, statistics })],
    client(id) {
      if (closed) throw new FederatedError(`${name} is closed`);
      return { id, train: prepared(id, 'train'), test: prepared(id, 'test') };
    },
    clientSize(id) {
      const { train, test } = clientOf(id);
      return { train: train.length, test: test.length };
    },
    rows: (id) => ({ train: pick(id, 'train'), test: pick(id, 'test') }),
    close() {
      closed = true;
    },
  };
}
