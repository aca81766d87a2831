import { join } from '../../platform/paths';
import { ArgumentError, DataError } from '../../core/errors';
import { dataNames } from '../../core/folderNames';
import { loadFedjaxEmnist } from './fedjaxSqlite';
import { loadEmnist } from './idxDatasets';
import { loadLeaf } from './leaf';
import { SqliteFile } from './sqliteFile';
import { loadTffEmnist } from './tffSqlite';
import type { FederatedDataset } from '../federatedDataset';
import type { PooledExamples } from './namedDatasets';

const idxName = /^emnist-(byclass|bymerge|balanced|letters|digits|mnist)-train-images/;
type EmnistSplit = Parameters<typeof loadEmnist>[1];

/** Examples with their clients. */
export interface WriterExamples {
  readonly federated: FederatedDataset;
  /** Whether the files hold test examples of each writer, so that none have to be held out. */
  readonly hasTest: boolean;
}

/** What a folder of characters holds. */
export type Characters =
  ({ readonly kind: 'writers' } & WriterExamples) | ({ readonly kind: 'pooled' } & PooledExamples);

export interface CharacterOptions {
  /** Default true; if false, letters, too. */
  readonly onlyDigits?: boolean;
  /**
   * Share of each writer's examples to hold out if the files hold no test examples; see `loadLeaf`.
   */
  readonly heldOut?: number | undefined;
  readonly seed?: number;
}

/**
 * EMNIST or FEMNIST in whichever format a folder holds: a database of TensorFlow Federated or two
 * of FedJAX (`*.sqlite`), LEAF's JSON, or the IDX files of EMNIST, which name no writers.
 */
export function loadCharacters(
  folder: string,
  { onlyDigits = true, heldOut, seed }: CharacterOptions = {},
): Characters {
  const files = dataNames(folder);
  const databases = files.filter((file) => file.endsWith('.sqlite'));
  if (databases.length > 0) {
    const federated = loadDatabases(folder, databases, onlyDigits);
    return { kind: 'writers', federated, hasTest: true };
  }
  const splits = files.flatMap((file) => idxName.exec(file)?.[1] ?? []) as EmnistSplit[];
  if (splits.length > 0) {
    return { kind: 'pooled', ...loadEmnist(folder, splitOf(folder, splits, onlyDigits)) };
  }
  if (files.includes('train') || files.some((file) => file.endsWith('.json'))) {
    const federated = loadLeaf(folder, { onlyDigits, heldOut, seed });
    return { kind: 'writers', federated, hasTest: files.includes('train') };
  }
  const formats = '*.sqlite (TensorFlow Federated, FedJAX), *.json (LEAF), emnist-*-ubyte (IDX)';
  throw new DataError(folder, `holds no file of these formats: ${formats}`);
}

/** Writers' characters from one database of TensorFlow Federated, or FedJAX's one or two. */
function loadDatabases(folder: string, names: readonly string[], onlyDigits: boolean) {
  const files = names.map((name) => join(folder, name));
  const [first] = files;
  if (hasTable(first, 'examples')) {
    if (files.length === 1) return loadTffEmnist(first, { onlyDigits });
    throw new DataError(folder, `holds several databases: ${names.join(', ')}`);
  }
  const parts = files.filter((file) => file.includes('digitsonly') === onlyDigits);
  const train = parts.find((file) => file.endsWith('_train.sqlite'));
  if (train === undefined) {
    throw new DataError(folder, `holds no database with training examples: ${names.join(', ')}`);
  }
  const test = parts.find((file) => file.endsWith('_test.sqlite'));
  return loadFedjaxEmnist({ train, ...(test && { test }) }, { onlyDigits });
}

function hasTable(file: string, table: string): boolean {
  const database = new SqliteFile(file);
  try {
    const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?";
    return database.all(sql, [table]).length > 0;
  } finally {
    database.close();
  }
}

/** The only split in the folder, else the one with the requested characters. */
function splitOf(folder: string, splits: readonly EmnistSplit[], onlyDigits: boolean): EmnistSplit {
  const wanted = onlyDigits ? 'digits' : 'byclass';
  if (splits.length === 1) return splits[0];
  if (splits.includes(wanted)) return wanted;
  throw new ArgumentError(
    '--characters',
    `fit one of the splits ${splits.join(', ')} in ${folder}`,
    onlyDigits ? 'digits' : 'all',
  );
}
