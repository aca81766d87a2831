import { basename } from '../../platform/paths';
import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';
import {
  checkOptions,
  type FederatedPictures,
  type FederatedPicturesOptions,
  federatePictures,
  likeTraining,
} from './federatePictures';
import { type DroppedFile, type ReadPictures, readPictures } from './labeledPictures';
import { openParquet, type ParquetTable } from './parquetFile';
import { parquetPicture } from './parquetPicture';

/** Options of `readParquetImages`. */
export interface ParquetImageOptions extends FederatedPicturesOptions {
  /** The column with the PNG or JPEG files: `image`, in CIFAR-10 `img`. */
  readonly image: string;
  /** The column with the classes: `label`, in FEMNIST `character`. */
  readonly label: string;
  /** The column with the clients, in FEMNIST `writer_id`; without it, `partition` divides the rows. */
  readonly client?: string | undefined;
  /** Files with pictures that belong to no client: the central test set. */
  readonly test?: string | readonly string[];
}

/**
 * Reads Parquet files with a column of images, as data sets of Hugging Face have them and as Flower
 * downloads them: each image is a PNG or JPEG file in a column, bare or beside its path (`{ bytes,
 * path }`). Class names are those in Hugging Face's metadata if there are any. Files are read in the
 * order given, one group of rows after the other; memory holds one group and the resized bytes of all
 * images.
 *
 * ```ts
 * const femnist = await fl.data.readParquetImages('femnist/train-00000-of-00001.parquet', {
 *   image: 'image',
 *   label: 'character',
 *   client: 'writer_id',
 *   channels: 'gray',
 *   invert: true, // FEMNIST's ink is dark
 * });
 * const cifar10 = await fl.data.readParquetImages(['train.parquet'], {
 *   image: 'img',
 *   label: 'label',
 *   partition: (data, rng) => fl.dirichlet(data, 10, rng, { alpha: 0.5 }),
 *   test: 'test.parquet',
 * });
 * ```
 *
 * @throws DataError that names the file, and the row (0 for the file's first): a missing column, a
 *   broken or missing image, a label that is no class, several sizes without `size`, a codec that is
 *   not there
 * @throws ArgumentError for an option outside its documented values
 */
export async function readParquetImages(
  paths: string | readonly string[],
  options: ParquetImageOptions,
): Promise<FederatedPictures> {
  const files = typeof paths === 'string' ? [paths] : paths;
  const { test, client } = options;
  checkOptions(options, client !== undefined);
  const dropped: DroppedFile[] = [];
  const train = await readFiles('paths', files, options, dropped);
  const name = basename(files[0]).replace(/\.parquet$/i, '');
  const classes = counted(train.dataset.classNames.length, 'class', 'classes');
  const clients = client === undefined ? 'divided among simulated clients' : `clients by ${client}`;
  const about = { name, description: `Images of ${classes} from Parquet files; ${clients}.` };
  if (test === undefined) return federatePictures(about, train, options, dropped);
  const testFiles = typeof test === 'string' ? [test] : test;
  const like = { ...options, ...likeTraining(options, train.dataset), client: undefined };
  const central = await readFiles('test', testFiles, like, dropped);
  return federatePictures(about, train, options, dropped, central.dataset);
}

async function readFiles(
  argument: string,
  files: readonly string[],
  options: ParquetImageOptions,
  dropped: DroppedFile[],
): Promise<ReadPictures> {
  if (files.length === 0) {
    throw new ArgumentError(argument, 'be the path of a file, or of several', files);
  }
  const { image, label, client } = options;
  const columns = [image, label, ...(client === undefined ? [] : [client])];
  const tables: ParquetTable[] = [];
  for (const file of files) tables.push(await openParquet(file, columns));
  const named = tables.map((table) => table.classNames(label));
  const other = named.findIndex((names) => names?.join('\0') !== named[0]?.join('\0'));
  if (other >= 0) {
    throw new DataError(
      files[other],
      `has other names for the classes of ${label} than ${files[0]}`,
    );
  }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const pictures = async function* () {
    for (const [i, table] of tables.entries()) {
      for await (const { row, values } of table.read()) {
        yield parquetPicture(`${files[i]}, row ${row}`, values, named[0]);
      }
    }
  };
  const classNames = options.classNames ?? named[0];
  const like = { ...options, ...(classNames && { classNames }) };
  return readPictures(files[0], pictures(), rows, like, dropped);
}
