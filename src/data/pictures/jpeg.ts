import { packageBytes } from '../../platform/packages';
import { DataError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import type { Picture } from './picture';
import { checkPixels } from './pixelLimit';

/**
 * Decodes a JPEG file, baseline or progressive, with libjpeg in WebAssembly (MozJPEG by way of
 * `@jsquash/jpeg`): the pixels are those of Pillow and of browsers. It is turned upright by its EXIF
 * data.
 *
 * @throws DataError if it is broken, incomplete or in CMYK colors
 */
export async function decodeJpeg(bytes: Uint8Array, file: string): Promise<Picture> {
  const { height, width, components } = jpegHeader(bytes, file);
  if (components === 4) {
    throw new DataError(file, 'is in colors for print (CMYK); save it with RGB colors');
  }
  checkPixels(file, height, width);
  const module = await decoder();
  warnings.length = 0;
  let decoded: Decoded | null;
  try {
    decoded = module.decode(bytes, true);
  } catch (cause) {
    ready = undefined; // libjpeg has left its memory as it was at the error
    throw broken(file, warnings.at(-1) ?? messageOf(cause), cause);
  }
  const damage = warnings.find((warning) => !harmless.test(warning));
  if (!decoded || damage !== undefined) throw broken(file, damage ?? 'it cannot be decoded');
  return { height: decoded.height, width: decoded.width, rgba: decoded.data };
}

function broken(file: string, reason: string, cause?: unknown): DataError {
  return new DataError(file, `is a broken JPEG image: ${reason}`, undefined, { cause });
}

/** Bytes between two parts of a file, which some cameras write. */
const harmless = /^Corrupt JPEG data: \d+ extraneous bytes before marker 0x(?!d9)/;

/** What libjpeg said about the file it decoded last. */
const warnings: string[] = [];

interface Decoded {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8ClampedArray;
}

/** The package's own types need those of a browser. */
interface Decoder {
  decode(bytes: Uint8Array, upright: boolean): Decoded | null;
}

let ready: Promise<Decoder> | undefined;

/** The decoder, loaded when the first JPEG file is read, and again after a broken one. */
function decoder(): Promise<Decoder> {
  ready ??= (async () => {
    const codec = '@jsquash/jpeg/codec/dec/mozjpeg_dec';
    const wasmBinary = await packageBytes(`${codec}.wasm`);
    const loaded: unknown = await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js');
    const { default: load } = loaded as { default: (options: object) => Promise<Decoder> };
    const printErr = (line: string): void => void warnings.push(line);
    return load({ noInitialRun: true, wasmBinary, printErr });
  })();
  return ready;
}

/** Size and number of color components (1 gray, 3 color, 4 CMYK) from the frame's header. */
function jpegHeader(
  bytes: Uint8Array,
  file: string,
): { readonly height: number; readonly width: number; readonly components: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // After the mark of the start come segments: 0xFF, what it is, its length with these two bytes.
  for (let at = 2; at + 10 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw new DataError(file, 'is a broken JPEG image', at);
    const kind = bytes[at + 1];
    if (kind === 0xff)
      at++; // filling
    else if (isFrame(kind)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { height, width, components: bytes[at + 9] };
    } else at += 2 + (kind === 1 || (kind >= 0xd0 && kind <= 0xd8) ? 0 : view.getUint16(at + 2));
  }
  throw new DataError(file, 'is an incomplete JPEG image: it ends before its size');
}

/** SOF0 to SOF15, without the tables and the extension among them (ITU T.81, table B.1). */
function isFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
}
