import { Deflate, Inflate } from 'pako';
import { Buffer } from './bytes';

/** zlib's constants that the library uses, and its codes of errors. */
export const constants = {
  Z_SYNC_FLUSH: 2,
  Z_RLE: 3,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
} as const;

const nameOf = (code: number): string =>
  Object.entries(constants).find(([, value]) => value === code)?.[0] ?? 'Z_DATA_ERROR';

export interface ZlibOptions {
  readonly strategy?: number;
  readonly level?: number;
  /** What to do at the end of incomplete bytes: with `Z_SYNC_FLUSH`, give what is there. */
  readonly finishFlush?: number;
  readonly maxOutputLength?: number;
  /** Whether to tell how many bytes were read, too. */
  readonly info?: boolean;
}

/** Raw DEFLATE: the same bytes as zlib's. */
export function deflateRawSync(bytes: Uint8Array, options: ZlibOptions = {}): Buffer {
  const { level, strategy = 0 } = options;
  const deflate = new Deflate({
    raw: true,
    strategy: strategy as 0 | 3,
    ...(level !== undefined && { level }),
  });
  deflate.push(bytes, true);
  if (deflate.err !== 0) throw zlibError(deflate.err, deflate.msg);
  return Buffer.from(deflate.result);
}

/** The inverse of {@link deflateRawSync}. */
export function inflateRawSync(bytes: Uint8Array, options: ZlibOptions = {}): Buffer {
  return inflated(bytes, { raw: true }, options);
}

/** Unpacks zlib's format. */
export function inflateSync(bytes: Uint8Array, options: ZlibOptions = {}): Buffer {
  return inflated(bytes, { windowBits: 15 }, options);
}

/** Unpacks a gzip file. */
export function gunzipSync(bytes: Uint8Array, options: ZlibOptions = {}): Buffer {
  return inflated(bytes, { windowBits: 31 }, options);
}

/** What pieces of a gzip file unpack to; here, whole. */
export async function* gunzipped(
  pieces: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  const packed: Uint8Array[] = [];
  for await (const piece of pieces) packed.push(piece);
  const bytes = gunzipSync(Buffer.concat(packed));
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield Buffer.from(bytes.subarray(at, at + pieceBytes));
  }
}

function inflated(
  bytes: Uint8Array,
  format: { readonly raw?: boolean; readonly windowBits?: number },
  { finishFlush, maxOutputLength = Infinity, info = false }: ZlibOptions,
): Buffer {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate(format);
  inflate.onData = (piece) => {
    length += piece.length;
    if (length > maxOutputLength) throw tooLarge(maxOutputLength);
    pieces.push(piece);
  };
  // Without its own end of the stream, pako forgets how much it has read.
  let read = 0;
  inflate.onEnd = () => {
    read = (inflate as unknown as { readonly strm: { readonly total_in: number } }).strm.total_in;
  };
  inflate.push(bytes, finishFlush === constants.Z_SYNC_FLUSH ? constants.Z_SYNC_FLUSH : true);
  const incomplete = !inflate.ended && finishFlush !== constants.Z_SYNC_FLUSH;
  if (incomplete || inflate.err === constants.Z_BUF_ERROR) {
    throw zlibError(constants.Z_BUF_ERROR, 'unexpected end of file');
  }
  if (inflate.err !== 0) throw zlibError(inflate.err, inflate.msg);
  const buffer = Buffer.concat(pieces);
  return info ? ({ buffer, engine: { bytesWritten: read } } as unknown as Buffer) : buffer;
}

function zlibError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code: nameOf(code), errno: code });
}

function tooLarge(maxOutputLength: number): Error {
  const message = `Cannot create a Buffer larger than ${maxOutputLength} bytes`;
  return Object.assign(new RangeError(message), { code: 'ERR_BUFFER_TOO_LARGE' });
}
