import type { ImageShape } from '../../../data/dataset';
import { pixelBytes } from '../../../data/pictures/pixelBytes';
import { checkPixels } from '../../../data/pictures/pixelLimit';

/** Larger than any camera's: such a file is refused before it is decoded. */
const mostBytes = 64e6;

/**
 * An image file as bytes of the federation's shape: upright, over white, resized as `loadImageFolder` does.
 * The browser decodes whatever it can: PNG, JPEG, WebP, AVIF, GIF, SVG no.
 *
 * @throws Error with a sentence that names the file
 */
export async function decodeImage(
  file: File,
  [height, width, channels]: ImageShape,
  invert: boolean,
): Promise<Uint8Array> {
  if (file.size > mostBytes) {
    throw new Error(`${file.name} is too large: it has more than 64 MB.`);
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new Error(`${file.name} is no image that this browser can read.`);
  }
  try {
    checkPixels(file.name, bitmap.height, bitmap.width);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error(`${file.name} has more pixels than there is memory for.`);
    context.drawImage(bitmap, 0, 0);
    const { data: rgba } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const picture = { height: bitmap.height, width: bitmap.width, rgba };
    const kind = channels === 1 ? ('gray' as const) : ('color' as const);
    return pixelBytes(picture, { size: [height, width], channels: kind, invert }).bytes;
  } finally {
    bitmap.close();
  }
}

/** The class that a file's folder or name begins with: `7/a.png`, `cat-12.jpg`, `cat.jpg`. */
export function classOf(path: string, classNames: readonly string[]): number {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = classNames.indexOf(parts.at(-2) ?? '');
  if (folder >= 0) return folder;
  const begins = classNames.map((one) => {
    const next = name.charAt(one.length);
    const whole = name.startsWith(one) && !/[\p{L}\p{N}]/u.test(next);
    return whole ? one.length : -1;
  });
  const longest = Math.max(...begins);
  return longest < 0 ? -1 : begins.indexOf(longest);
}
