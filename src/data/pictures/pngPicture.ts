import { Buffer } from '../../platform/bytes';
import { PNG } from '../../platform/pictures';
import { DataError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { exifOrientation, turned } from './orientation';
import type { Picture } from './picture';
import { checkPixels } from './pixelLimit';

/**
 * Decodes a PNG file: gray, color or with a palette, of 1 to 16 bits (rounded to 8), with or without
 * transparency, interlaced or not. It is turned upright by its EXIF data.
 *
 * @throws DataError if it is broken or incomplete
 */
export function decodePng(bytes: Uint8Array, file: string): Picture {
  const { height, width, exif, end } = pngChunks(bytes, file);
  checkPixels(file, height, width);
  try {
    const { data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, end));
    return turned({ height, width, rgba: data }, exif ? exifOrientation(exif) : 1);
  } catch (cause) {
    const problem = `is a broken PNG image: ${messageOf(cause)}`;
    throw new DataError(file, problem, undefined, { cause });
  }
}

interface PngChunks {
  readonly height: number;
  readonly width: number;
  readonly exif: Uint8Array | undefined;
  /** The byte after the last chunk. */
  readonly end: number;
}

/** What the chunks' headers say; each is its length, its name, its bytes, and a checksum. */
function pngChunks(bytes: Uint8Array, file: string): PngChunks {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | undefined;
  for (let at = 8; at + 12 <= buffer.length;) {
    const length = buffer.readUInt32BE(at);
    const name = buffer.toString('latin1', at + 4, at + 8);
    if (at === 8 && name !== 'IHDR') break;
    if (name === 'eXIf') exif = buffer.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if (name !== 'IEND' || at > buffer.length) continue;
    return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20), exif, end: at };
  }
  throw new DataError(file, 'is an incomplete PNG image: it has no end');
}
