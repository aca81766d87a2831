import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** DEFLATE, zlib's and gzip's formats around it, and zlib's constants. */
export { constants, deflateRawSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
export type { ZlibOptions } from 'node:zlib';

/** What pieces of a gzip file unpack to, in pieces of at most `pieceBytes`. */
export async function* gunzipped(
  pieces: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  const source = Readable.from(pieces);
  const stream = source.pipe(createGunzip({ chunkSize: pieceBytes }));
  source.on('error', (error) => stream.destroy(error));
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    stream.destroy();
  }
}
