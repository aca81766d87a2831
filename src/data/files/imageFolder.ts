import { basename, join, resolve } from '../../platform/paths';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import { classesOf } from './classesOf';
import {
  checkOptions,
  type FederatedPictures,
  type FederatedPicturesOptions,
  federatePictures,
  likeTraining,
} from './federatePictures';
import { type ImageFiles, imageFiles, pictureFile } from './imageFiles';
import { type DroppedFile, type ReadPictures, readPictures } from './labeledPictures';

/** One picture of a table of paths. */
export interface ImageRow {
  /** Relative to the folder. */
  readonly path: string;
  readonly label: string | number;
  /** Of all rows or of none. */
  readonly client?: string | number;
}

/** Options of `readImageFolder`. */
export interface ImageFolderOptions extends FederatedPicturesOptions {
  /** The pictures, if their folders do not say their classes and clients. */
  readonly rows?: readonly ImageRow[];
  /** A folder of pictures that belong to no client, `class/file`: the central test set. */
  readonly test?: string;
}

/**
 * Reads a folder of PNG and JPEG images as clients. There are three layouts:
 *
 * - `client/class/file`: the outer folders are the clients;
 * - `class/file`, and `partition` divides the pictures among clients;
 * - any, and `rows` say the path, the label and, unless there is a `partition`, the client of each.
 *
 * Each client holds out a share of its pictures for testing, chosen by the seed and its id, as
 * `federate` describes. Files are recognized by their content. They are decoded one after the other
 * and turned upright by their EXIF data; memory holds one of them and the resized bytes of all. A
 * photograph of 12 million pixels takes about half a second of processor time. Files that the
 * operating system or an editor leaves in folders are skipped.
 *
 * ```ts
 * const photos = await fl.data.readImageFolder('photos', { size: [32, 32] });
 * const digits = await fl.data.readImageFolder('scans', {
 *   size: [28, 28],
 *   channels: 'gray',
 *   invert: true, // dark ink on white paper becomes ink 255 on 0
 *   partition: (data, rng) => fl.iid(data, 5, rng),
 *   onBadFile: 'drop',
 * });
 * digits.dropped; // [{ file: 'scans/3/IMG_7.jpg', problem: 'is a broken JPEG image: …' }]
 * ```
 *
 * @throws DataError that names the file or folder: a broken image, one that is neither PNG nor JPEG
 *   or in CMYK colors, an empty folder, images of several sizes without `size`, fewer than 2 or more
 *   than 256 classes
 * @throws ArgumentError for an option outside its documented values
 */
export async function readImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<FederatedPictures> {
  const { rows, test } = options;
  const dropped: DroppedFile[] = [];
  const files = rows ? tableFiles(folder, rows) : await imageFiles(folder, options, dropped);
  checkOptions(options, files.hasClients);
  const train = await readFiles(folder, files, options, dropped);
  const { classNames } = train.dataset;
  const clients = files.hasClients ? 'the clients are its own' : 'divided among simulated clients';
  const description = `Images of ${counted(classNames.length, 'class', 'classes')} from a folder; ${clients}.`;
  const about = { name: basename(resolve(folder)), description };
  if (test === undefined) return federatePictures(about, train, options, dropped);
  const central = await readTest(test, likeTraining(options, train.dataset), dropped);
  return federatePictures(about, train, options, dropped, central.dataset);
}

function readFiles(
  folder: string,
  { pictures }: ImageFiles,
  options: FederatedPicturesOptions,
  dropped: DroppedFile[],
): Promise<ReadPictures> {
  // Hours of decoding are for nothing if there are too many classes.
  if (!options.classNames)
    classesOf(
      folder,
      pictures.map(({ label }) => label),
    );
  return readPictures(folder, pictures, pictures.length, options, dropped);
}

async function readTest(
  folder: string,
  options: FederatedPicturesOptions,
  dropped: DroppedFile[],
): Promise<ReadPictures> {
  const files = await imageFiles(folder, options, dropped);
  if (!files.hasClients) return readFiles(folder, files, options, dropped);
  throw new DataError(folder, 'is a test set, which has no clients: expected class/file');
}

function tableFiles(folder: string, rows: readonly ImageRow[]): ImageFiles {
  if (rows.length === 0) {
    throw new ArgumentError('rows', 'hold one or more { path, label }', rows);
  }
  const hasClients = rows[0].client !== undefined;
  const known = new Map<string, number>();
  const pictures = rows.map(({ path, label, client }, i) => {
    const name = (part: string, value: unknown): string => nameOf(`rows[${i}].${part}`, value);
    if ((client !== undefined) !== hasClients) {
      const rule = hasClients
        ? 'be given, as in the rows before'
        : 'be left out, as in the rows before';
      throw new ArgumentError(`rows[${i}].client`, rule, client);
    }
    const file = join(folder, name('path', path));
    const other = known.get(file);
    if (other !== undefined) {
      const rule = `be a file that no other row has, not that of rows[${other}]`;
      throw new ArgumentError(`rows[${i}].path`, rule, path);
    }
    known.set(file, i);
    const owner = hasClients ? name('client', client) : undefined;
    return pictureFile(file, name('label', label), owner);
  });
  return { pictures, hasClients };
}

function nameOf(argument: string, value: unknown): string {
  const valid = typeof value === 'string' ? value !== '' : Number.isFinite(value);
  if (!valid) throw new ArgumentError(argument, 'be a name or a number', value);
  return String(value);
}
