import { counted } from '../../core/counted';
import { DataError, FederatedError } from '../../core/errors';
import { type Dataset, imageAt } from '../dataset';
import { makeDataset } from '../makeDataset';
import { type FederatedDataset, unknownClient } from '../federatedDataset';
import { type Polarity, withPolarity } from '../polarity';
import { femnistNames, femnistPixels, femnistShape, labelProblem, writeInk } from './femnist';
import { SqliteFile } from './sqliteFile';
import { parseExample } from './tfExample';
import { type ExampleReader, exampleReader } from './tffRows';

/** Which part of a file with federated EMNIST is loaded. */
export interface FemnistOptions {
  /** Ten digits (default), or all 62 characters. */
  readonly onlyDigits?: boolean;
  /** Whether ink (default) or paper is 255 in the images; see {@link Polarity}. */
  readonly polarity?: Polarity;
}

/**
 * Federated EMNIST from a database of TensorFlow Federated (`emnist_all.sqlite`, the schema of
 * `tff.simulation.datasets.SqlClientData`). The clients are the writers of the split
 * `digits_only_train` (3,383 in the official file) or `all_train` (3,400); a client's test part is
 * its share of the matching `…_test` split, empty if it has none. Examples keep the file's order.
 *
 * Opening reads only the list of clients; `client` reads that client's examples, about 3.2 KB each.
 * If the file has no index on the client's id, the first call of `client` reads the whole file once
 * to find each client's rows: 0.7 s per gigabyte if the system has it in memory, else as long as
 * the disk takes.
 *
 * ```ts
 * const emnist = fl.data.loadTffEmnist('emnist_all.sqlite');
 * ```
 *
 * @throws DataError if the file, a table or a column is missing or broken; `client` throws it,
 *   naming the client and the record, for an invalid example
 */
export function loadTffEmnist(
  file: string,
  { onlyDigits = true, polarity = 'ink' }: FemnistOptions = {},
): FederatedDataset {
  const prefix = onlyDigits ? 'digits_only' : 'all';
  const splits = { train: `${prefix}_train`, test: `${prefix}_test` };
  const database = new SqliteFile(file);
  try {
    database.requireTable('examples', ['split_name', 'client_id', 'serialized_example_proto']);
    database.requireTable('client_metadata', ['client_id', 'split_name', 'num_examples']);
    const train = readSizes(database, splits.train);
    const test = readSizes(database, splits.test);
    if (train.size === 0) throw missingSplit(database, splits.train);
    const sizes = { train, test };
    return withPolarity(federated(database, splits, sizes, femnistNames(onlyDigits)), polarity);
  } catch (error) {
    database.close();
    throw error;
  }
}

interface Sizes {
  readonly train: ReadonlyMap<string, number>;
  readonly test: ReadonlyMap<string, number>;
}

function federated(
  database: SqliteFile,
  splits: { readonly train: string; readonly test: string },
  sizes: Sizes,
  classNames: readonly string[],
): FederatedDataset {
  let reader: ExampleReader | undefined;
  let closed = false;
  const read = (id: string, split: string, size: number): Dataset => {
    reader ??= exampleReader(database, [splits.train, splits.test]);
    return readExamples(database.file, reader(split, id), { id, split, size }, classNames);
  };
  const dataset: FederatedDataset = {
    name: 'emnist-federated',
    description:
      'Handwritten characters of NIST’s Special Database 19, grouped by the people who wrote them ' +
      '(LEAF’s FEMNIST as TensorFlow Federated publishes it).',
    simulated: false,
    clientIds: [...sizes.train.keys()].sort(),
    shape: femnistShape,
    classNames,
    client(id) {
      if (closed) throw new FederatedError(`${database.file} is closed`);
      const { train, test } = dataset.clientSize(id);
      return { id, train: read(id, splits.train, train), test: read(id, splits.test, test) };
    },
    clientSize(id) {
      const train = sizes.train.get(id);
      if (train === undefined) throw unknownClient(dataset, id);
      return { train, test: sizes.test.get(id) ?? 0 };
    },
    close() {
      closed = true;
      database.close();
    },
  };
  return dataset;
}

function readSizes(database: SqliteFile, split: string): Map<string, number> {
  const sizes = new Map<string, number>();
  const sql = 'SELECT client_id, num_examples FROM client_metadata WHERE split_name = ?';
  for (const { client_id: id, num_examples: size } of database.each(sql, [split])) {
    if (typeof id !== 'string' || typeof size !== 'number' || size < 0) {
      const found = `client_id ${String(id)} with num_examples ${String(size)}`;
      throw new DataError(database.file, `client_metadata, split ${split}: found ${found}`);
    }
    if (sizes.has(id)) {
      throw new DataError(database.file, `client_metadata lists ${id} twice in split ${split}`);
    }
    sizes.set(id, size);
  }
  return sizes;
}

function missingSplit(database: SqliteFile, split: string): DataError {
  const sql = 'SELECT DISTINCT split_name FROM client_metadata ORDER BY split_name';
  const found = database.all(sql).map((row) => String(row.split_name));
  const rest = found.length ? `the splits are ${found.join(', ')}` : 'it lists no client at all';
  return new DataError(database.file, `has no client in split ${split}; ${rest}`);
}

interface Part {
  readonly id: string;
  readonly split: string;
  readonly size: number;
}

function readExamples(
  file: string,
  records: Iterable<unknown>,
  { id, split, size }: Part,
  classNames: readonly string[],
): Dataset {
  const labels = new Uint8Array(size);
  const dataset = makeDataset(
    new Uint8Array(size * femnistPixels),
    labels,
    femnistShape,
    classNames,
  );
  let count = 0;
  for (const record of records) {
    if (count < size) {
      const where = `client ${id}, ${split} record ${count}`;
      labels[count] = readExample(file, where, record, imageAt(dataset, count), classNames.length);
    }
    count++;
  }
  if (count !== size) {
    const promise = `client_metadata promises ${counted(size, 'example')}`;
    throw new DataError(file, `client ${id}, ${split}: ${promise}, found ${count}`);
  }
  return dataset;
}

/** Writes the record's image and returns its label. */
function readExample(
  file: string,
  where: string,
  record: unknown,
  image: Uint8Array,
  classes: number,
): number {
  if (!(record instanceof Uint8Array)) {
    throw new DataError(file, `${where}: expected a blob, found ${typeof record}`);
  }
  let features;
  try {
    features = parseExample(record);
  } catch (cause) {
    throw new DataError(file, `${where}: is not a tf.train.Example`, undefined, { cause });
  }
  const pixels = features.get('pixels');
  const label = features.get('label');
  if (pixels?.kind !== 'float') throw new DataError(file, `${where}: has no float list "pixels"`);
  if (label?.kind !== 'int64' || label.values.length !== 1) {
    throw new DataError(file, `${where}: has no int64 list "label" of one number`);
  }
  const problem = writeInk(pixels.values, image) ?? labelProblem(label.values[0], classes);
  if (problem !== undefined) throw new DataError(file, `${where}: ${problem}`);
  return label.values[0];
}
