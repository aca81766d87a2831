import type { Picture } from './picture';

/**
 * The orientation in EXIF data (a TIFF structure; Exif 2.32, section 4.6.4, tag 0x0112): 1 upright, 2
 * mirrored, 3 upside down, 4 both, 5 to 8 the same lying on a side. 1 if the data does not say.
 */
export function exifOrientation(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (exif.length < 8) return 1;
  const little = view.getUint16(0) === 0x4949; // II
  const start = view.getUint32(4, little);
  if (start + 2 > exif.length) return 1;
  const entries = view.getUint16(start, little);
  for (let i = 0, at = start + 2; i < entries && at + 12 <= exif.length; i++, at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

/** A picture of this EXIF orientation, turned upright. */
export function turned(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { rgba } = picture;
  const lying = orientation >= 5;
  const [height, width] = lying ? [picture.width, picture.height] : [picture.height, picture.width];
  const upright = new Uint8Array(height * width * 4);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const fromRight = [2, 3, 7, 8].includes(orientation);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const [row, column] = lying ? [x, y] : [y, x];
      const fileRow = fromBottom ? picture.height - 1 - row : row;
      const fileColumn = fromRight ? picture.width - 1 - column : column;
      const from = 4 * (fileRow * picture.width + fileColumn);
      for (let c = 0; c < 4; c++) upright[to + c] = rgba[from + c];
    }
  }
  return { height, width, rgba: upright };
}
