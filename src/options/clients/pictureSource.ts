import { basename, resolve } from '../../platform/paths';
import { counted } from '../../core/counted';
import type { Dataset } from '../../data/dataset';
import type {
  FederatedPictures,
  FederatedPicturesOptions,
} from '../../data/files/federatePictures';
import { readImageFolder } from '../../data/files/imageFolder';
import { readParquetImages } from '../../data/files/parquetImages';
import { listed } from '../listed';
import { imageSizeOf } from '../themes/ownData';
import type { DataSettings } from './dataSettings';
import { withOwnFlags } from './ownFlags';
import type { PooledSource, WriterSource } from './sourceKinds';

/**
 * Reads images of your own: those of clients, or to be divided by a partition.
 *
 * @throws ArgumentError that names the option that does not fit the files; DataError for what is wrong in a file
 */
export async function pictureSource(options: DataSettings): Promise<PooledSource | WriterSource> {
  const { partition, imageFolder, parquet, seed, heldOut } = options;
  const name = basename(resolve(imageFolder ?? listed(parquet!)[0])).replace(/\.parquet$/i, '');
  const natural = partition === 'natural';
  const pictures = await withOwnFlags(flagsOf(options), new Map(), () =>
    readPictures(options, {
      ...pictureOptions(options),
      seed,
      ...(natural ? heldOut !== undefined && { heldOut } : { heldOut: 0, partition: whole }),
    }),
  );
  const { dropped, ...federated } = pictures;
  const notes = dropped.map(({ file, problem }) => `${file} ${problem}; left out.`);
  const told = { name, notes: notes.length > 5 ? fewer(notes) : notes };
  if (natural) return { kind: 'writers', ...told, federated, hasTest: false };
  const [only] = federated.clientIds;
  return { kind: 'pooled', ...told, train: federated.client(only).train };
}

function readPictures(
  options: DataSettings,
  how: FederatedPicturesOptions,
): Promise<FederatedPictures> {
  const { imageFolder, parquet, imageColumn, labelColumn, clientColumn: client } = options;
  if (imageFolder !== undefined) return readImageFolder(imageFolder, how);
  const [image, label] = [imageColumn ?? 'image', labelColumn ?? 'label'];
  return readParquetImages(listed(parquet!), { ...how, image, label, client });
}

function pictureOptions({
  imageSize,
  channels,
  invert,
  badRows,
}: DataSettings): FederatedPicturesOptions {
  const size = imageSize === undefined ? undefined : imageSizeOf(imageSize);
  return {
    ...(size && { size }),
    ...(channels && { channels }),
    ...(invert && { invert }),
    ...(badRows && { onBadFile: badRows }),
  };
}

function flagsOf({ imageFolder }: DataSettings): Readonly<Record<string, string>> {
  return {
    size: '--image-size',
    'size[0]': '--image-size',
    'size[1]': '--image-size',
    partition: '--partition',
    heldOut: '--held-out',
    image: '--image-column',
    label: '--label-column',
    client: '--client-column',
    paths: imageFolder === undefined ? '--parquet' : '--image-folder',
  };
}

/** Everything to one client: the clients are made of it later. */
function whole({ size }: Dataset): Uint32Array[] {
  return [Uint32Array.from({ length: size }, (_, i) => i)];
}

function fewer(notes: readonly string[]): string[] {
  return [...notes.slice(0, 5), `${counted(notes.length - 5, 'more file')} left out.`];
}
