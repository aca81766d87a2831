import { Buffer } from '../../platform/bytes';
import { DataError } from '../../core/errors';
import { decodeJpeg } from './jpeg';
import type { Picture } from './picture';
import { decodePng } from './pngPicture';

/**
 * Decodes a PNG or JPEG file, recognized by its first bytes and not by its name, and turns it upright
 * if its EXIF data says how the camera was held.
 *
 * @param file its name in errors
 * @throws DataError if it is neither, is broken or incomplete, or in colors for print (CMYK)
 */
export async function decodePicture(bytes: Uint8Array, file: string): Promise<Picture> {
  if (bytes.length === 0) throw new DataError(file, 'is empty');
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const found = kinds.find(({ begins, at = 0 }) => start.startsWith(begins, at));
  if (found?.kind === 'PNG') return decodePng(bytes, file);
  if (found?.kind === 'JPEG') return decodeJpeg(bytes, file);
  const what = found ? `is a ${found.kind} file; save it as PNG or JPEG` : 'is not an image';
  throw new DataError(file, `expected a PNG or JPEG image: it ${what}`);
}

/** How files of images begin. The kinds that are not read have a name in the error. */
const kinds: readonly { readonly kind: string; readonly begins: string; readonly at?: number }[] = [
  { kind: 'PNG', begins: '\x89PNG\r\n\x1a\n' },
  { kind: 'JPEG', begins: '\xff\xd8' },
  { kind: 'GIF', begins: 'GIF8' },
  { kind: 'WebP', begins: 'WEBP', at: 8 },
  { kind: 'BMP', begins: 'BM' },
  { kind: 'TIFF', begins: 'II*\0' },
  { kind: 'TIFF', begins: 'MM\0*' },
  { kind: 'AVIF', begins: 'ftypavi', at: 4 },
  { kind: 'HEIC', begins: 'ftyp', at: 4 },
  { kind: 'JPEG XL', begins: '\xff\x0a' },
  { kind: 'JPEG XL', begins: 'JXL ', at: 4 },
];
