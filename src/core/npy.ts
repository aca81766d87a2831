import { ArgumentError, DataError } from './errors';

/** Numbers as NumPy keeps them. */
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
} as const;

const magic = Buffer.from('\x93NUMPY', 'latin1');

/**
 * An array as a `.npy` file, little endian, format version 1.0 (NumPy Enhancement Proposal 1 and
 * `numpy.lib.format`).
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const size = elements(shape);
  if (data.length !== size) throw new ArgumentError('data', `hold ${size} numbers`, data.length);
  const name = (Object.keys(types) as (keyof typeof types)[]).find(
    (key) => data instanceof types[key],
  );
  if (name === undefined) throw new ArgumentError('data', 'be an array that NumPy knows', data);
  const descr = `${data.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${name}`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic (6 bytes), version (2), the header's length (2), the header; 64-byte aligned as NumPy has it.
  const start = 64 * Math.ceil((10 + text.length + 1) / 64);
  const file = new Uint8Array(start + data.byteLength);
  const header = Buffer.from(file.buffer, 0, start);
  magic.copy(header);
  header[6] = 1;
  header.writeUInt16LE(start - 10, 8);
  header.write(`${text.padEnd(start - 11)}\n`, 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return file;
}

/**
 * Reads a `.npy` file of numbers in row-major order, little endian.
 *
 * @param file what to call it in errors
 * @throws DataError for anything else, with the byte
 */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 6).equals(magic)) throw new DataError(file, 'is no npy file', 0);
  const wide = buffer[6] >= 2; // versions 2 and 3 have four bytes for the length
  const from = wide ? 12 : 10;
  if (buffer.length < from) throw new DataError(file, 'ends in the npy header', buffer.length);
  const start = from + (wide ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8));
  const text = buffer.toString('latin1', from, start);
  const found = headerPattern.exec(text);
  if (!found || start > buffer.length) {
    throw new DataError(file, `expected an npy header, found ${JSON.stringify(text)}`, from);
  }
  const [, descr, fortran, dimensions] = found;
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  const type = descr.slice(1);
  if (!Object.hasOwn(types, type) || descr.startsWith('>')) {
    const known = Object.keys(types).join(', ');
    throw new DataError(file, `expected little-endian numbers (${known}), found ${descr}`, from);
  }
  if (fortran === 'True' && shape.filter((dimension) => dimension > 1).length > 1) {
    throw new DataError(file, 'expected row-major order, found column-major', from);
  }
  const Type = types[type as keyof typeof types];
  const size = elements(shape) * Type.BYTES_PER_ELEMENT;
  if (buffer.length - start !== size) {
    const problem = `expected ${size} bytes of numbers, found ${buffer.length - start}`;
    throw new DataError(file, problem, start);
  }
  return { shape, data: new Type(Uint8Array.from(buffer.subarray(start)).buffer) };
}

const headerPattern =
  /^\{'descr': '([<>|][a-z]\d+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\} *\n$/;

function elements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
