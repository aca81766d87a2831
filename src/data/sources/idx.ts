import { constants as bufferConstants } from '../../platform/bytes';
import { type ZlibOptions, constants, gunzipSync } from '../../platform/deflate';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from '../../platform/files';
import { DataError } from '../../core/errors';
import { elementCount } from '../../core/shape';
import { whileReading } from '../../core/systemError';

/** The numbers of an IDX file, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** Magic numbers of the files of MNIST-like datasets. */
export const idxMagic = { labels: 0x801, images: 0x803, int32Matrix: 0xc02 } as const;

/** Bytes read from the start of a file to find the header. */
const prefixBytes = 4096;
/** One byte of a deflate stream holds at most this many bytes. */
const deflateRatio = 1032;

interface Header {
  readonly type: number;
  readonly shape: readonly number[];
  readonly headerBytes: number;
  readonly totalBytes: number;
}

interface Element {
  readonly bytes: number;
  readonly read: (view: DataView, count: number) => IdxArray['data'];
}

const elements: Readonly<Partial<Record<number, Element>>> = {
  0x08: { bytes: 1, read: (v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength) },
  0x09: { bytes: 1, read: (v) => new Int8Array(v.buffer, v.byteOffset, v.byteLength) },
  0x0b: { bytes: 2, read: (v, n) => fill(new Int16Array(n), (i) => v.getInt16(2 * i)) },
  0x0c: { bytes: 4, read: (v, n) => fill(new Int32Array(n), (i) => v.getInt32(4 * i)) },
  0x0d: { bytes: 4, read: (v, n) => fill(new Float32Array(n), (i) => v.getFloat32(4 * i)) },
  0x0e: { bytes: 8, read: (v, n) => fill(new Float64Array(n), (i) => v.getFloat64(8 * i)) },
};

/**
 * Reads an IDX file (LeCun: big-endian; two zero bytes, element type, number of dimensions, one
 * uint32 per dimension, then the numbers row-major), gzipped or not, as its first two bytes tell,
 * not the name.
 *
 * The header is read first, and its dimensions are checked against the file's size before anything
 * of that size is allocated; a gzip stream is inflated no further than the header promises.
 *
 * ```ts
 * const { shape, data } = fl.data.readIdx('train-images-idx3-ubyte.gz');
 * ```
 *
 * @param magic the magic number that the file must have; default: any IDX type
 * @throws DataError for a missing, empty, truncated, oversized or corrupt file; the byte in the
 *   message counts from the start of the uncompressed content
 */
export function readIdx(file: string, magic?: number): IdxArray {
  const { prefix, size } = readPrefix(file);
  const gzipped = prefix[0] === 0x1f && prefix[1] === 0x8b;
  const start = gzipped ? inflate(file, prefix, { finishFlush: constants.Z_SYNC_FLUSH }) : prefix;
  const { type, shape, headerBytes, totalBytes } = parseHeader(file, start, magic);
  const promise = `dimensions ${shape.join(' × ')} promise ${totalBytes} bytes`;
  const limit = Math.min(gzipped ? size * deflateRatio : size, bufferConstants.MAX_LENGTH);
  if (totalBytes > limit) {
    throw new DataError(file, `${promise}, more than a file of ${size} bytes can hold`, 4);
  }
  if (!gzipped && totalBytes < size) {
    throw new DataError(file, `${promise}, found ${size}`, totalBytes);
  }
  const stored = readStored(file);
  const bytes = gzipped ? inflate(file, stored, { maxOutputLength: totalBytes }) : stored;
  if (bytes.length !== totalBytes) {
    const offset = Math.min(bytes.length, totalBytes);
    throw new DataError(file, `${promise}, found ${bytes.length}`, offset);
  }
  const { bytes: elementBytes, read } = elements[type]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset + headerBytes, totalBytes - headerBytes);
  return { shape, data: read(view, view.byteLength / elementBytes) };
}

/**
 * Single-channel images: `count × height × width` bytes, as stored. Throws like `readIdx`.
 *
 * ```ts
 * const { images, count, height, width } = fl.data.readIdxImages('train-images-idx3-ubyte.gz');
 * ```
 */
export function readIdxImages(file: string): {
  readonly images: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
} {
  const { shape, data } = readIdx(file, idxMagic.images);
  const [count, height, width] = shape;
  return { images: data as Uint8Array, count, height, width };
}

/**
 * One byte per label, as stored. Throws like `readIdx`.
 *
 * ```ts
 * const labels = fl.data.readIdxLabels('train-labels-idx1-ubyte.gz');
 * ```
 */
export function readIdxLabels(file: string): Uint8Array {
  return readIdx(file, idxMagic.labels).data as Uint8Array;
}

function parseHeader(file: string, start: Uint8Array, magic?: number): Header {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (start.length < 4) {
    throw new DataError(file, `expected a magic number of 4 bytes, found ${start.length}`, 0);
  }
  const found = view.getUint32(0);
  if (magic !== undefined && found !== magic) {
    throw new DataError(file, `expected magic number ${hex(magic)}, found ${hex(found)}`, 0);
  }
  const [type, rank] = [found >>> 8, found & 0xff];
  const element = elements[type];
  if (!element || rank === 0) {
    throw new DataError(file, `${hex(found)} is not an IDX magic number`, 0);
  }
  const headerBytes = 4 + 4 * rank;
  if (start.length < headerBytes) {
    const problem = `expected ${rank} dimensions of 4 bytes, found ${start.length - 4} bytes`;
    throw new DataError(file, problem, start.length);
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const empty = shape.indexOf(0);
  if (empty >= 0) throw new DataError(file, `dimension ${empty} must be at least 1`, 4 + 4 * empty);
  const count = elementCount(shape);
  return { type, shape, headerBytes, totalBytes: headerBytes + count * element.bytes };
}

function readPrefix(file: string): { prefix: Uint8Array; size: number } {
  return whileReading(file, () => {
    const descriptor = openSync(file, 'r');
    try {
      const prefix = new Uint8Array(prefixBytes);
      const length = readSync(descriptor, prefix, 0, prefixBytes, 0);
      return { prefix: prefix.subarray(0, length), size: fstatSync(descriptor).size };
    } finally {
      closeSync(descriptor);
    }
  });
}

function readStored(file: string): Uint8Array {
  return whileReading(file, () => readFileSync(file));
}

function inflate(file: string, gzip: Uint8Array, options: ZlibOptions): Uint8Array {
  try {
    return gunzipSync(gzip, options);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `inflates to more than the ${options.maxOutputLength} bytes that its header promises`
        : `corrupt or truncated gzip: ${message}`;
    throw new DataError(file, problem, undefined, { cause });
  }
}

function fill<A extends Exclude<IdxArray['data'], Uint8Array | Int8Array>>(
  array: A,
  read: (index: number) => number,
): A {
  for (let i = 0; i < array.length; i++) array[i] = read(i);
  return array;
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}
