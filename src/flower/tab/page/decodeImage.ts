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
