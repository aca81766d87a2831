import { Buffer } from '../../platform/bytes';
import { DataError, FederatedError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { type Dataset, imageAt } from '../dataset';
import { makeDataset } from '../makeDataset';
import { type FederatedDataset, unknownClient } from '../federatedDataset';
import { withPolarity } from '../polarity';
import { type NumberArray, parseFedjaxExamples } from './fedjaxExamples';
import { femnistNames, femnistPixels, femnistShape, labelProblem, writeInk } from './femnist';
import { SqliteFile } from './sqliteFile';
import type { FemnistOptions } from './tffSqlite';

/** The two files of FedJAX's federated EMNIST. */
export interface FedjaxFiles {
  /** `federated_emnist_digitsonly_train.sqlite` or `federated_emnist_train.sqlite`. */
  readonly train: string;
  /** The matching file `…_test.sqlite`; without it no client has test examples. */
  readonly test?: string;
}

/**
 * Federated EMNIST from the databases of FedJAX (table `federated_data`, one row per client). The
 * clients are those of the training file, with FedJAX's ids, `<16 hex digits>:f0000_14`; a client's
 * test part is the row with the same id in the test file, empty if there is none. Examples keep the
 * file's order.
 *
 * Opening reads ids and sizes, for which SQLite scans the whole file once (some 100 MB); `client`
 * reads that client's rows.
 *
 * ```ts
 * const emnist = fl.data.loadFedjaxEmnist({ train: 'train.sqlite', test: 'test.sqlite' });
 * ```
 *
 * @throws DataError if a file, the table or a column is missing or broken; `client` throws it,
 *   naming the client, for a row without such examples
 */
export function loadFedjaxEmnist(
  files: FedjaxFiles,
  { onlyDigits = true, polarity = 'ink' }: FemnistOptions = {},
): FederatedDataset {
  const classNames = femnistNames(onlyDigits);
  const train = openPart(files.train);
  let test: Part | undefined;
  try {
    if (train.clients.size === 0) throw new DataError(files.train, 'federated_data has no row');
    test = files.test === undefined ? undefined : openPart(files.test);
  } catch (error) {
    train.database.close();
    throw error;
  }
  let closed = false;
  const federated: FederatedDataset = {
    name: 'fedjax-emnist',
    description:
      'Handwritten characters of NIST’s Special Database 19, grouped by the people who wrote them ' +
      '(federated EMNIST as FedJAX publishes it).',
    simulated: false,
    clientIds: [...train.clients.keys()].sort(),
    shape: femnistShape,
    classNames,
    client(id) {
      if (closed) throw new FederatedError(`${files.train} is closed`);
      if (!train.clients.has(id)) throw unknownClient(federated, id);
      return {
        id,
        train: readExamples(train, id, classNames),
        test: test ? readExamples(test, id, classNames) : emptyDataset(0, classNames),
      };
    },
    clientSize(id) {
      const known = train.clients.get(id);
      if (!known) throw unknownClient(federated, id);
      return { train: known.size, test: test?.clients.get(id)?.size ?? 0 };
    },
    close() {
      closed = true;
      train.database.close();
      test?.database.close();
    },
  };
  return withPolarity(federated, polarity);
}

interface Part {
  readonly database: SqliteFile;
  /** The key is the id as stored: bytes in FedJAX's own files. */
  readonly clients: ReadonlyMap<
    string,
    { readonly key: Uint8Array | string; readonly size: number }
  >;
}

function openPart(file: string): Part {
  const database = new SqliteFile(file);
  try {
    database.requireTable('federated_data', ['client_id', 'data', 'num_examples']);
    const clients = new Map<string, { key: Uint8Array | string; size: number }>();
    const sql = 'SELECT client_id AS key, num_examples AS size FROM federated_data';
    for (const { key, size } of database.each(sql)) {
      const valid = typeof key === 'string' || key instanceof Uint8Array;
      if (!valid || typeof size !== 'number' || size < 0) {
        const found = `client_id ${String(key)} with num_examples ${String(size)}`;
        throw new DataError(file, `federated_data: found ${found}`);
      }
      const id = typeof key === 'string' ? key : Buffer.from(key).toString('utf8');
      if (clients.has(id)) throw new DataError(file, `federated_data has client ${id} twice`);
      clients.set(id, { key, size });
    }
    return { database, clients };
  } catch (error) {
    database.close();
    throw error;
  }
}

function emptyDataset(size: number, classNames: readonly string[]): Dataset {
  const images = new Uint8Array(size * femnistPixels);
  return makeDataset(images, new Uint8Array(size), femnistShape, classNames);
}

function readExamples(
  { database, clients }: Part,
  id: string,
  classNames: readonly string[],
): Dataset {
  const known = clients.get(id);
  if (!known) return emptyDataset(0, classNames);
  const { file } = database;
  const [row] = database.all('SELECT data FROM federated_data WHERE client_id = ?', [known.key]);
  const { pixels, labels } = parseRow(file, id, row.data, known.size);
  const dataset = emptyDataset(known.size, classNames);
  for (let index = 0; index < known.size; index++) {
    const start = index * femnistPixels;
    const values = pixels.values.subarray(start, start + femnistPixels);
    const label = labels.values[index];
    const problem =
      writeInk(values, imageAt(dataset, index)) ?? labelProblem(label, classNames.length);
    if (problem !== undefined) {
      throw new DataError(file, `client ${id}, example ${index}: ${problem}`);
    }
    dataset.labels[index] = label;
  }
  return dataset;
}

/** The arrays `pixels` and `label` of a client's row, with matching shapes. */
function parseRow(
  file: string,
  id: string,
  data: unknown,
  size: number,
): { readonly pixels: NumberArray; readonly labels: NumberArray } {
  const where = `client ${id}`;
  if (!(data instanceof Uint8Array)) {
    throw new DataError(file, `${where}: expected a blob in data, found ${typeof data}`);
  }
  let arrays;
  try {
    arrays = parseFedjaxExamples(data, 4096 + size * (8 * femnistPixels + 64));
  } catch (cause) {
    const problem = `${where}: data is not zlib-compressed msgpack of arrays (${messageOf(cause)})`;
    throw new DataError(file, problem, undefined, { cause });
  }
  const pixels = arrays.get('pixels');
  const labels = arrays.get('label');
  if (!pixels || !labels) {
    const found = [...arrays.keys()].join(', ') || 'none';
    throw new DataError(file, `${where}: expected arrays pixels and label, found ${found}`);
  }
  if (pixels.shape.join() !== `${size},28,28` || labels.shape.join() !== `${size}`) {
    const found = `pixels [${pixels.shape.join(', ')}] and label [${labels.shape.join(', ')}]`;
    const promise = `num_examples ${size}: expected pixels [${size}, 28, 28] and label [${size}]`;
    throw new DataError(file, `${where}: ${promise}, found ${found}`);
  }
  return { pixels, labels };
}
