import { readFileSync } from '../../platform/files';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import { decodeNpy } from '../../core/npy';
import { readNpz } from '../../core/npz';
import { whileReading } from '../../core/systemError';
import type { AnyDataset } from '../dataset';
import { byGroup, type Partition } from '../partition/partition';
import { described, featuresOf, type NamedArray, targetsOf } from './arrayParts';
import { checkClassNames } from './classesOf';

/** An `.npz` file, or one `.npy` file for each array. */
export type ArraySource =
  string | { readonly features: string; readonly targets: string; readonly clients?: string };

/** Options of `readArrays`. */
export interface ArrayOptions {
  /** The names of the arrays in an `.npz` file; default `X`, `y` and, if it is there, `client`. */
  readonly names?: {
    readonly features?: string;
    readonly targets?: string;
    readonly clients?: string;
  };
  /** What the whole numbers of the targets stand for, from 0 on; default the numbers themselves. */
  readonly classNames?: readonly string[];
  /** What each column of a table of features is. */
  readonly featureNames?: readonly string[];
  /** What each column of numeric targets is; default `target`, or `target 1`, `target 2`, … */
  readonly targetNames?: readonly string[];
}

/** Examples from arrays and, if an array says so, the clients to which they belong. */
export interface Arrays {
  readonly dataset: AnyDataset;
  /** `client-3` for the number 3, in the order of the numbers. */
  readonly ids?: string[];
  /** The examples of each client. */
  readonly partition?: Partition;
}

/**
 * Reads examples from NumPy's files: an `.npz` with the arrays `X`, `y` and perhaps `client`, or `.npy`
 * files. The first dimension of each array counts the examples, and the types say what they are:
 *
 * | features | become |
 * | --- | --- |
 * | `uint8` `[n, height, width]` or `[n, height, width, 1 or 3]` | images |
 * | `float32`, `float64` of any shape | numbers, float32 |
 * | `int8` to `int64`, `uint8` of another shape | tokens, int32 |
 *
 * | targets | become |
 * | --- | --- |
 * | integers or booleans `[n]` | classes: 0 to `classNames.length` − 1, else the numbers that occur |
 * | `float32`, `float64` `[n]` or `[n, k]` | k numbers each |
 *
 * Clients are whole numbers `[n]`. `federate` takes what is returned:
 *
 * ```ts
 * const { dataset } = await fl.data.readArrays({ features: 'X.npy', targets: 'y.npy' });
 * const { dataset: all, ids, partition = [] } = await fl.data.readArrays('patients.npz');
 * const patients = fl.federate({
 *   name: 'patients',
 *   description: 'Patients of several hospitals',
 *   simulated: false,
 *   dataset: all,
 *   ids,
 *   partition,
 *   heldOut: 0.2,
 *   rng: fl.Rng.fromSeed(1),
 * });
 * ```
 *
 * @throws DataError that names the file, the array, its type and its shape if they do not fit
 * @throws ArgumentError for names that do not fit
 */
export async function readArrays(source: ArraySource, options: ArrayOptions = {}): Promise<Arrays> {
  checkClassNames(options.classNames);
  const { features, targets, clients } =
    typeof source === 'string' ? await fromNpz(source, options) : fromNpy(source);
  const parts = { ...featuresOf(features, options), ...targetsOf(targets, options) };
  const size = targets.array.shape[0];
  for (const other of clients ? [features, clients] : [features]) {
    if (other.array.shape[0] === size) continue;
    const rows = `${counted(other.array.shape[0], 'example')}, ${targets.file} has ${size}`;
    throw new DataError(other.file, `has ${rows}`);
  }
  const dataset: AnyDataset = { ...parts, size };
  return clients ? { dataset, ...clientsOf(clients) } : { dataset };
}

interface Parts {
  readonly features: NamedArray;
  readonly targets: NamedArray;
  readonly clients?: NamedArray | undefined;
}

async function fromNpz(path: string, { names = {} }: ArrayOptions): Promise<Parts> {
  if (/\.npy$/i.test(path)) {
    const rule = 'be an .npz file, or { features, targets } for .npy files';
    throw new ArgumentError('source', rule, path);
  }
  const arrays = await readNpz(path);
  const find = (name: string): NamedArray | undefined => {
    const array = arrays.get(name);
    return array && { file: `${path}, array ${name}`, array };
  };
  const need = (name: string): NamedArray => {
    const found = find(name);
    if (found) return found;
    const held = [...arrays.keys()].join(', ') || 'none';
    throw new DataError(path, `has no array ${name}; its arrays are ${held}`);
  };
  return {
    features: need(names.features ?? 'X'),
    targets: need(names.targets ?? 'y'),
    clients: names.clients === undefined ? find('client') : need(names.clients),
  };
}

function fromNpy({ features, targets, clients }: Exclude<ArraySource, string>): Parts {
  const read = (file: string): NamedArray => ({
    file,
    array: decodeNpy(
      whileReading(file, () => readFileSync(file)),
      file,
    ),
  });
  return {
    features: read(features),
    targets: read(targets),
    ...(clients !== undefined && { clients: read(clients) }),
  };
}

function clientsOf({ file, array }: NamedArray): { ids: string[]; partition: Partition } {
  const { data, shape } = array;
  if (shape.length !== 1 || !data.every((value) => Number.isSafeInteger(value))) {
    const problem = `expected a whole number for each example, found ${described(array)}`;
    throw new DataError(file, problem);
  }
  const groups = byGroup(data);
  return { ids: [...groups.keys()].map((id) => `client-${id}`), partition: [...groups.values()] };
}
