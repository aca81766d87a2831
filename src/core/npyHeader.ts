import { Buffer } from '../platform/bytes';
import { DataError } from './errors';

/** What the header of a `.npy` file says about the bytes after it. */
export interface NpyHeader {
  /** NumPy's type with its byte order: `<f4`, `|u1`. */
  readonly descr: string;
  /** Whether the first dimension moves fastest (column-major) instead of the last. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** The byte at which the header's text begins. */
  readonly text: number;
  /** The byte at which the numbers begin. */
  readonly start: number;
}

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** More than the longest header of an array with NumPy's 64 dimensions. */
const longest = 4096;

/** The header, if the file has one, ends within this many bytes. */
export const npyHeaderBytes = 12 + longest;

/**
 * The header of an array in row-major order, format version 1.0 (NumPy Enhancement Proposal 1 and
 * `numpy.lib.format`); the numbers that follow it are 64-byte aligned, as in NumPy.
 */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic (6 bytes), version (2), the header's length (2), the header.
  const start = 64 * Math.ceil((10 + text.length + 1) / 64);
  const header = Buffer.alloc(start);
  magic.copy(header);
  header[6] = 1;
  header.writeUInt16LE(start - 10, 8);
  header.write(`${text.padEnd(start - 11)}\n`, 10);
  return header;
}

/**
 * Reads the header of a `.npy` file of version 1, 2 or 3.
 *
 * @param bytes the file, or its beginning
 * @param file its name in errors
 * @throws DataError that names the byte, for anything else
 */
export function decodeNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 6).equals(magic)) throw new DataError(file, 'is not an npy file', 0);
  const wide = buffer[6] >= 2; // versions 2 and 3 have four bytes for the length
  const from = wide ? 12 : 10;
  if (buffer.length < from) throw new DataError(file, 'ends in the npy header', buffer.length);
  const start = from + (wide ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8));
  const text = buffer.toString('latin1', from, Math.min(start, from + longest));
  const found = pattern.exec(text);
  if (!found || start > buffer.length) {
    const shown = JSON.stringify(text.slice(0, 200));
    throw new DataError(file, `expected an npy header, found ${shown}`, from);
  }
  const [, descr, fortran, dimensions] = found;
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  return { descr, fortranOrder: fortran === 'True', shape, text: from, start };
}

const pattern =
  /^\{'descr': '([<>|][a-z]\d+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\} *\n$/;
