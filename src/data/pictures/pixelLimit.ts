import { counted } from '../../core/counted';
import { DataError } from '../../core/errors';

/** More than any camera's; a picture takes four bytes a pixel while it is decoded. */
const mostPixels = 2 ** 27;

/**
 * Throws a `DataError` for a size that would take too much memory: a file of a few bytes can promise
 * billions of pixels.
 */
export function checkPixels(file: string, height: number, width: number): void {
  if (height < 1 || width < 1) throw new DataError(file, `has ${height} × ${width} pixels`);
  if (height * width <= mostPixels) return;
  const problem = `has ${counted(height * width, 'pixel')}, more than ${counted(mostPixels, 'pixel')}`;
  throw new DataError(file, problem);
}
