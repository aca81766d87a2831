import { ArgumentError, DataError } from './errors';
import { decodeNpyHeader, encodeNpyHeader } from './npyHeader';
import { elementCount } from './shape';

/** Numbers as NumPy stores them. */
export type NpyData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** An array: its numbers in row-major order, and its dimensions; `[]` for a single number. */
export interface NpyArray<Data extends NpyData = NpyData> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** NumPy's type (`descr`) without the byte order, and the typed array of the same numbers. */
const types = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  b1: Uint8Array,
} as const;

/** What NumPy makes of Python's integers, read as int32 or, if they are too large, float64. */
const readTypes = { ...types, i8: BigInt64Array, u8: BigUint64Array } as const;

/**
 * An array as a `.npy` file, little endian, format version 1.0 (NumPy Enhancement Proposal 1 and
 * `numpy.lib.format`).
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const size = elementCount(shape);
  if (data.length !== size) throw new ArgumentError('data', `hold ${size} numbers`, data.length);
  const name = (Object.keys(types) as (keyof typeof types)[]).find(
    (key) => data instanceof types[key],
  );
  if (name === undefined) throw new ArgumentError('data', 'be an array that NumPy knows', data);
  const header = encodeNpyHeader(`${data.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${name}`, shape);
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return file;
}

/**
 * Reads a `.npy` file of numbers in row-major order, little endian. Truth values are 0 and 1; integers
 * of 64 bits become an `Int32Array`, or a `Float64Array` if one is too large for that.
 *
 * @param file its name in errors
 * @throws DataError that names the byte, for anything else, and for integers beyond ±2^53
 */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const { shape, Type, start, size } = npyLayout(bytes, file);
  if (bytes.length - start !== size) {
    const problem = `expected ${size} bytes of numbers, found ${bytes.length - start}`;
    throw new DataError(file, problem, start);
  }
  const data = new Type(new Uint8Array(bytes.subarray(start)).buffer);
  const wide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  return { shape, data: wide ? narrowed(data, file, start) : data };
}

/** 64-bit integers as numbers that JavaScript computes with. */
function narrowed(
  data: BigInt64Array | BigUint64Array,
  file: string,
  start: number,
): Int32Array | Float64Array {
  const numbers = Float64Array.from(data as ArrayLike<unknown> as ArrayLike<bigint>, Number);
  const large = numbers.findIndex((value) => !Number.isSafeInteger(value));
  if (large >= 0) {
    const problem = `expected integers of at most 2^53, found ${data[large]}`;
    throw new DataError(file, problem, start + 8 * large);
  }
  const small = numbers.every((value) => value === (value | 0));
  return small ? Int32Array.from(numbers) : numbers;
}

/** Where the numbers of a `.npy` file are, and how many bytes they take. */
export interface NpyLayout {
  readonly shape: readonly number[];
  readonly Type: (typeof readTypes)[keyof typeof readTypes];
  /** The byte at which the numbers begin, and the number of bytes that the header promises. */
  readonly start: number;
  readonly size: number;
}

/**
 * What the header of a `.npy` file promises; see {@link decodeNpy}.
 *
 * @param bytes the file, or its beginning
 */
export function npyLayout(bytes: Uint8Array, file: string): NpyLayout {
  const { descr, fortranOrder, shape, text, start } = decodeNpyHeader(bytes, file);
  const type = descr.slice(1);
  if (!Object.hasOwn(readTypes, type) || descr.startsWith('>')) {
    const known = Object.keys(readTypes).join(', ');
    throw new DataError(file, `expected little-endian numbers (${known}), found ${descr}`, text);
  }
  if (fortranOrder && shape.filter((dimension) => dimension > 1).length > 1) {
    throw new DataError(file, 'expected row-major order, found column-major', text);
  }
  const Type = readTypes[type as keyof typeof readTypes];
  return { shape, Type, start, size: elementCount(shape) * Type.BYTES_PER_ELEMENT };
}
