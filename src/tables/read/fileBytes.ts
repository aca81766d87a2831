import { Buffer } from '../../platform/bytes';
import { constants, gunzipped } from '../../platform/deflate';
import { closeSync, filePieces, openSync, readSync, stat } from '../../platform/files';
import { DataError } from '../../core/errors';
import { messageOf, systemCode, unreadable, whileReading } from '../../core/systemError';

const chunkBytes = 1 << 20;

/**
 * The bytes of a file, about 1 MiB at a time; unpacked if it is compressed with gzip, whatever its name.
 *
 * @throws DataError if the file cannot be read, is empty, or is a damaged gzip file
 */
export async function* fileBytes(file: string): AsyncGenerator<Buffer> {
  const packed = isGzip(file);
  const stored = filePieces(file, chunkBytes);
  let empty = true;
  try {
    for await (const chunk of packed ? gunzipped(stored, chunkBytes) : stored) {
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
  }
  if (empty) throw new DataError(file, 'is empty');
}

/** The bytes of a file that is not compressed, else 0: nobody knows what it unpacks to. */
export async function plainSize(file: string): Promise<number> {
  return isGzip(file) ? 0 : (await stat(file)).size;
}

/** Whether the first two bytes of a file are gzip's. */
export function isGzip(file: string): boolean {
  return whileReading(file, () => {
    const bytes = Buffer.alloc(2);
    const descriptor = openSync(file, 'r');
    try {
      return readSync(descriptor, bytes, 0, 2, 0) === 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    } finally {
      closeSync(descriptor);
    }
  });
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && Object.hasOwn(constants, code);
}
