import { basename } from '../../platform/paths';
import { attackedTrainer } from '../../attacks/poisoning/attackedTrainer';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import { Rng } from '../../core/rng';
import type { ClientDataset } from '../../data/federatedDataset';
import { useBackend } from '../../models/backend';
import { modelFor } from '../../options/clients/modelFor';
import { tableReadOptions } from '../../options/clients/tableReadOptions';
import { listed } from '../../options/listed';
import { planOf } from '../../options/plan';
import { wordsOf } from '../../tables/federated/columnKinds';
import { prepareRows } from '../../tables/federated/prepareRows';
import { preprocessedKind } from '../../tables/federated/preprocessing';
import type { Preprocessing, TableDataset } from '../../tables/federated/preprocessing';
import { splitRows } from '../../tables/federated/splitRows';
import { rowsToUse, taskOf } from '../../tables/federated/tableTarget';
import { readTable } from '../../tables/read/readTable';
import { selectColumns } from '../../tables/selectColumns';
import { selectRows } from '../../tables/selectRows';
import type { Table } from '../../tables/table';
import { localTrainer } from '../../training/makeTrainer';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import { tableClientApp } from '../app/tableClientApp';
import type { TableClientApp } from '../app/tableClientApp';
import { toldSchema } from '../app/tableSchema';
import type { TableColumns } from '../app/tableSchema';
import type { NodeLog } from '../node/log';
import type { ClientOptions } from './clientOptions';
import { makeLoneAttack } from './loneAttack';
import { protectedUpdates } from './protectedUpdates';
import { readingTable } from './tableReading';

/** Reads the client's table; its model is made when the server has said how rows become numbers. */
export async function localTable(options: ClientOptions, log: NodeLog): Promise<TableClientApp> {
  const files = listed(options.table!);
  const columns = columnsOf(options);
  const { trainer: engine, model, seed } = options;
  const announce = (text: string): void => {
    log({ level: 'info', event: 'engine', text });
  };
  await useBackend(engine === 'eager' ? 'auto' : 'cpu', announce);
  const table = await tableWith(columns, files, options);
  const id = clientName(files[0]);
  const rows = heldOut(table, id, columns, options);
  sayWhatIsThere(log, id, rows, columns);
  const attack = options.attack === undefined ? {} : makeLoneAttack(options.attack);
  if (attack.data) {
    throw new ArgumentError('--attack', 'change the update alone with --table', options.attack);
  }
  const prepare = (preprocessing: Preprocessing): ModelClientAppOptions => {
    const client: ClientDataset<TableDataset> = {
      id,
      train: prepareRows(rows.train, preprocessing),
      test: prepareRows(rows.test, preprocessing),
    };
    const made = modelFor(model, preprocessedKind(preprocessing), seed);
    const workers = options.workers && { workers: options.workers };
    const own = localTrainer(made, { trainer: engine, announce, ...workers });
    const trainer = attack.update
      ? attackedTrainer(own, { attackers: [id], attack: attack.update })
      : own;
    const size = counted(trainer.spec.size, 'parameter');
    const text = `${counted(client.train.shape[0], 'number')} for each row; a model of ${size}`;
    log({ level: 'info', event: 'prepared', text });
    return {
      ...{ trainer, client, plan: planOf(options) },
      rng: Rng.fromSeed(seed).split('strategy'),
      ...protectedUpdates(options),
      warn: (text) => {
        log({ level: 'warn', event: 'codec', text });
      },
      ...(attack.update && { unchecked: true }),
    };
  };
  return tableClientApp({
    ...{ train: rows.train, columns, model, prepare },
    tellsSums: options.secureAggregation !== true,
    leftOut: (reason) => {
      log({
        level: 'error',
        event: 'left-out',
        text: `the server goes on without this client: ${reason}`,
      });
    },
  });
}

/** `hospital-a` for `data/hospital-a.csv.gz`: the client's name in its random streams and its log. */
export function clientName(file: string): string {
  const name = basename(file);
  return name.replace(/(\.\w+)?(\.gz)?$/i, '') || name;
}

/** The columns, by the options. Throws an `ArgumentError` for options that make no sense at one client. */
function columnsOf(options: ClientOptions): TableColumns {
  const { features, targetColumn, categorical, task } = options;
  if (features === undefined) {
    const rule = 'name the columns to train on: the server learns of no others';
    throw new ArgumentError('--features', rule, undefined);
  }
  const targets = targetColumn === undefined ? [] : listed(targetColumn);
  if (targets.length !== 1) {
    throw new ArgumentError('--target-column', 'name one column to predict', targetColumn);
  }
  const names = listed(features);
  if (names.includes(targets[0])) {
    throw new ArgumentError('--features', 'leave out the target: it is the answer', targets[0]);
  }
  return {
    ...{ features: names, target: targets[0] },
    ...(categorical !== undefined && { categorical: listed(categorical) }),
    ...(task !== undefined && { task }),
  };
}

/** The table's columns of these names; of a table that lacks one, all: the server is told what it lacks. */
function tableWith(
  { features, target, categorical = [], task }: TableColumns,
  files: readonly string[],
  options: ClientOptions,
): Promise<Table> {
  const words = task === 'classification' ? [...categorical, target] : categorical;
  const read = tableReadOptions(options, words);
  const flags = {
    '--features': features,
    '--categorical': categorical,
    '--target-column': [target],
  };
  return readingTable<Table>(flags, async () => {
    try {
      return await readTable(files, { ...read, columns: [...features, target] });
    } catch (error) {
      const lacks = error instanceof ArgumentError && ['columns', 'types'].includes(error.argument);
      if (!lacks) throw error;
      return readTable(files, { ...read, types: {} });
    }
  });
}

interface Rows {
  readonly train: Table;
  readonly test: Table;
}

/** The rows as `federateTable` divides them, of the columns that are there. */
function heldOut(
  whole: Table,
  id: string,
  { features, target, task }: TableColumns,
  { heldOut: share = 0.2, seed, missingRows }: ClientOptions,
): Rows {
  const there = (name: string): boolean => whole.columns.some((one) => one.name === name);
  const table = selectColumns(whole, [...features, target].filter(there));
  if (!there(target)) return { train: table, test: selectRows(table, []) };
  const { rows } = rowsToUse(table, [target], missingRows ?? 'refuse', '--missing-rows drop');
  const words = taskOf([table], [target], task) === 'classification';
  const strata = words ? wordsOf(table, target).codes : undefined;
  const { train, test } = splitRows(rows, strata, share, Rng.fromSeed(seed).split('held out', id));
  if (train.length === 0) throw new DataError(table.source, 'has no row to train on');
  return { train: selectRows(table, train), test: selectRows(table, test) };
}

/** One line about the rows, and one about each column that is missing. */
function sayWhatIsThere(
  log: NodeLog,
  id: string,
  { train, test }: Rows,
  columns: TableColumns,
): void {
  const { features, target } = toldSchema(train, columns);
  for (const { name, kind } of [...features, target]) {
    if (kind !== 'missing') continue;
    const text = `${train.source} has no column "${name}"`;
    log({ level: 'warn', event: 'missing-column', text });
  }
  const facts = { client: id, train: train.rows, test: test.rows };
  const text = `${id}: ${counted(train.rows, 'row')} to train, ${test.rows} to test`;
  log({ level: 'info', event: 'ready', text, facts });
}
