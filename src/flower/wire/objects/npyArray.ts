import { Buffer } from '../../../platform/bytes';
import { DataError } from '../../../core/errors';
import { decodeNpyHeader, encodeNpyHeader } from '../../../core/npyHeader';
import type { NpyHeader } from '../../../core/npyHeader';
import { elementCount } from '../../../core/shape';
import { FlowerFormatError } from '../errors';
import { floatsToHalves, halvesToFloats } from '../../../core/float16';
import { atMost } from '../limits';
import { checkArray, dtypes } from './ndArray';
import type { Dtype, NdArray } from './ndArray';

/** More than any readable header of a `.npy` file. */
const headerLimit = 4200;

/** NumPy's own limit since version 2. */
const dimensionLimit = 64;

/** An array as a `.npy` file in two pieces: the header and the numbers, which are not copied. */
export function npyPieces(array: NdArray): [Uint8Array, Uint8Array] {
  checkArray('array', array);
  const { descr, bytes } = dtypes[array.dtype];
  const numbers = array.dtype === 'float16' ? floatsToHalves(array.data) : array.data;
  return [
    encodeNpyHeader(`${bytes === 1 ? '|' : '<'}${descr}`, array.shape),
    new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  ];
}

/**
 * Reads an array from the pieces of a `.npy` file, in either byte order and either order of
 * dimensions. Each number is copied once, from its piece into the array.
 *
 * @param what the array's name in errors
 * @param copied called with the index of each piece that is no longer needed
 * @throws FlowerFormatError for another file, FlowerLimitError for more than 64 dimensions
 */
export function npyFromPieces(
  pieces: readonly Uint8Array[],
  what: string,
  copied: (piece: number) => void = () => undefined,
): NdArray {
  const { descr, fortranOrder, shape, start } = readHeader(pieces, what);
  atMost(what, shape.length, dimensionLimit, 'dimensions');
  const dtype = dtypeOf(descr);
  if (!dtype) throw new FlowerFormatError(what, `holds numbers of the type ${descr}`);
  const { bytes } = dtypes[dtype];
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0) - start;
  if (size !== elementCount(shape) * bytes) {
    const expected = elementCount(shape) * bytes;
    throw new FlowerFormatError(what, `expected ${expected} bytes of numbers, found ${size}`);
  }
  const raw = Buffer.from(new ArrayBuffer(size));
  let position = -start;
  for (const [i, piece] of pieces.entries()) {
    const skipped = Math.max(-position, 0); // what belongs to the header
    if (skipped < piece.length) raw.set(piece.subarray(skipped), position + skipped);
    position += piece.length;
    copied(i);
  }
  if (descr.startsWith('>')) swap(raw, bytes);
  const array = view(dtype, shape, raw.buffer);
  return fortranOrder ? rowMajor(array) : array;
}

function readHeader(pieces: readonly Uint8Array[], what: string): NpyHeader {
  const beginning: Uint8Array[] = [];
  let length = 0;
  for (let i = 0; i < pieces.length && length < headerLimit; i++) {
    beginning.push(pieces[i].subarray(0, headerLimit - length));
    length += beginning[i].length;
  }
  try {
    return decodeNpyHeader(Buffer.concat(beginning), what);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new FlowerFormatError(what, cause.problem, { cause });
  }
}

function dtypeOf(descr: string): Dtype | undefined {
  const names = Object.keys(dtypes) as Dtype[];
  return names.find((name) => dtypes[name].descr === descr.slice(1));
}

function swap(raw: Buffer, bytes: 1 | 2 | 4 | 8): void {
  if (bytes === 2) raw.swap16();
  if (bytes === 4) raw.swap32();
  if (bytes === 8) raw.swap64();
}

function view(dtype: Dtype, shape: readonly number[], raw: ArrayBuffer): NdArray {
  const data =
    dtype === 'float16' ? halvesToFloats(new Uint16Array(raw)) : new dtypes[dtype].Data(raw);
  return { dtype, shape, data } as NdArray;
}

/** Converts an array from column-major to row-major order. */
function rowMajor(array: NdArray): NdArray {
  const { shape } = array;
  if (shape.filter((dimension) => dimension > 1).length < 2 || array.data.length === 0) {
    return array;
  }
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  const from = array.data;
  const to = new dtypes[array.dtype].Data(from.length);
  let position = 0;
  for (let i = 0; i < to.length; i++) {
    to[i] = from[position];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis];
      if (++index[axis] < shape[axis]) break;
      position -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return { dtype: array.dtype, shape, data: to } as NdArray;
}
