import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { DataError } from '../../core/errors';
import { messageOf, systemCode, unreadable } from '../../core/systemError';

const chunkBytes = 1 << 20;

/**
 * The bytes of a file, about 1 MiB at a time; unpacked if it is compressed with gzip, whatever its name.
 *
 * @throws DataError if the file cannot be read, is empty, or is a damaged gzip file
 */
export async function* fileBytes(file: string): AsyncGenerator<Buffer> {
  const packed = await isGzip(file);
  const source = createReadStream(file, { highWaterMark: chunkBytes });
  const stream = packed ? source.pipe(createGunzip({ chunkSize: chunkBytes })) : source;
  source.on('error', (error) => stream.destroy(error));
  let empty = true;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      empty = false;
      yield chunk;
    }
  } catch (cause) {
    if (isZlibError(cause)) {
      throw new DataError(file, `is a damaged gzip file: ${messageOf(cause)}`, undefined, {
        cause,
      });
    }
    throw systemCode(cause) === undefined ? cause : unreadable(file, cause);
  } finally {
    source.destroy();
    stream.destroy();
  }
  if (empty) throw new DataError(file, 'is empty');
}

/** The bytes of a file that is not compressed, else 0: nobody knows what it unpacks to. */
export async function plainSize(file: string): Promise<number> {
  return (await isGzip(file)) ? 0 : (await stat(file)).size;
}

/** Whether the first two bytes of a file are gzip's. */
export async function isGzip(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && Object.hasOwn(constants, code);
}
