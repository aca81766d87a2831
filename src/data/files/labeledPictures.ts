import { wholeNumber } from '../../core/check';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import { formatBytes } from '../../core/formatBytes';
import { type ImageShape, type Dataset, pixelsPerImage } from '../dataset';
import { decodePicture } from '../pictures/decodePicture';
import { pixelBytes } from '../pictures/pixelBytes';
import type { PictureOptions } from '../pictures/pictureOptions';
import { classesOf } from './classesOf';

/** A picture as a file or table has it. */
export interface LabeledPicture {
  /** The file, and the row of a table: what errors name. */
  readonly file: string;
  readonly label: string;
  readonly client?: string | undefined;
  /** Reads its bytes. Throws a `DataError` that names the file. */
  bytes(): Uint8Array;
}

/** A file that was left out, and why. */
export interface DroppedFile {
  readonly file: string;
  readonly problem: string;
}

/** What all readers of pictures take. */
export interface ReadPicturesOptions extends PictureOptions {
  /**
   * What happens to a file that is broken, empty or no image: `refuse`, the default, throws; `drop`
   * leaves it out and lists it in `dropped`.
   */
  readonly onBadFile?: 'refuse' | 'drop';
  /**
   * The classes in their order. Default: those that occur, numbers by size and names by the alphabet.
   * Machines that train together need the same classes even where one does not occur.
   */
  readonly classNames?: readonly string[];
  /** The most bytes that all images may take in memory once resized; default 2 GiB. */
  readonly maxBytes?: number;
  /** Called after each picture: reading thousands of photographs takes minutes. */
  readonly onProgress?: (read: number, total: number) => void;
}

/** Pictures as a dataset, and what is known of each beside it. */
export interface ReadPictures {
  readonly dataset: Dataset;
  /** The client of each example, if the pictures have any. */
  readonly clients: readonly (string | undefined)[];
}

/**
 * Decodes pictures one after the other; only the resized bytes are kept.
 *
 * @param source the folder or file in errors about all of them
 * @param count how many there are
 * @param dropped files that are left out are added
 */
export async function readPictures(
  source: string,
  pictures: Iterable<LabeledPicture> | AsyncIterable<LabeledPicture>,
  count: number,
  options: ReadPicturesOptions,
  dropped: DroppedFile[],
): Promise<ReadPictures> {
  const { maxBytes = 2 ** 31, onProgress } = options;
  wholeNumber('maxBytes', maxBytes, 1);
  const labels: string[] = [];
  const clients: (string | undefined)[] = [];
  let first: { readonly file: string; readonly shape: ImageShape } | undefined;
  let images = new Uint8Array(0);
  let read = 0;
  for await (const picture of pictures) {
    const { file } = picture;
    const found = await unlessBad(options, dropped, async () => {
      const content = picture.bytes();
      checkClass(picture, options.classNames);
      return pixelBytes(await decodePicture(content, file), options);
    });
    onProgress?.(++read, count);
    if (!found) continue;
    const { shape, bytes } = found;
    if (!first) {
      first = { file, shape };
      images = new Uint8Array(memoryFor(count, shape, maxBytes));
    }
    if (shape.join() !== first.shape.join()) throw severalSizes(source, first, { file, shape });
    images.set(bytes, labels.length * bytes.length);
    labels.push(picture.label);
    clients.push(picture.client);
  }
  if (!first) throw new DataError(source, 'holds no image that can be read');
  const { shape } = first;
  const classNames = options.classNames ?? classesOf(source, labels);
  const codes = new Map(classNames.map((name, code) => [name, code]));
  const size = labels.length;
  return {
    dataset: {
      images: images.subarray(0, size * pixelsPerImage(shape)),
      labels: Uint8Array.from(labels, (label) => codes.get(label)!),
      size,
      shape,
      classNames,
    },
    clients,
  };
}

/** What `body` makes of a file; undefined if the file is bad and bad files are dropped. */
export async function unlessBad<Result>(
  { onBadFile }: ReadPicturesOptions,
  dropped: DroppedFile[],
  body: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof DataError) || onBadFile !== 'drop') throw error;
    dropped.push({ file: error.file, problem: error.problem });
    return undefined;
  }
}

function checkClass({ file, label }: LabeledPicture, known?: readonly string[]): void {
  if (known === undefined || known.includes(label)) return;
  throw new DataError(file, `is of class ${label}, which is not among classNames`);
}

function memoryFor(count: number, shape: ImageShape, most: number): number {
  const bytes = count * pixelsPerImage(shape);
  if (bytes <= most) return bytes;
  const all = `${counted(count, 'image')} of ${shape.join(' × ')} take ${formatBytes(bytes)}`;
  throw new ArgumentError(
    'size',
    `be smaller: ${all}, more than maxBytes`,
    shape.slice(0, 2).join(' × '),
  );
}

interface Sized {
  readonly file: string;
  readonly shape: ImageShape;
}

function severalSizes(source: string, one: Sized, other: Sized): DataError {
  const [a, b] = [one, other].map(
    ({ file, shape }) => `${file} has ${shape[0]} × ${shape[1]} pixels`,
  );
  const advice = 'give size: [height, width] to resize them';
  return new DataError(source, `holds images of several sizes: ${a}, ${b}; ${advice}`);
}
