import { counted } from '../../core/counted';
import { isLabeledImages } from '../../data/dataset';
import type { AnyDataset } from '../../data/dataset';
import type { ClientDataset } from '../../data/federatedDataset';
import { imageGrid } from '../../plots/images/images';
import type { MimeBundle } from '../display';
import { figureBundle } from '../show';
import { isObject } from './isObject';

/** Images in a row of the picture, and the most rows. */
const [perRow, mostRows] = [10, 4];

/** A dataset, or what a client trains on, as a picture of its first examples. */
export async function datasetValue(value: unknown): Promise<MimeBundle | undefined> {
  if (isDataset(value)) return pictureOf(value, describe(value));
  if (!isClient(value)) return undefined;
  const { id, train, test } = value;
  return pictureOf(
    train,
    `${id}: ${describe(train)}, ${test.size.toLocaleString('en-US')} held out`,
  );
}

export function isDataset(value: unknown): value is AnyDataset {
  if (!isObject(value) || !Array.isArray(value.shape)) return false;
  const { images, features, labels, targets, size, classNames, targetNames } = value;
  const numbers = features instanceof Float32Array || features instanceof Int32Array;
  if (!(images instanceof Uint8Array) && !numbers) return false;
  return labels instanceof Uint8Array
    ? labels.length === size && Array.isArray(classNames)
    : targets instanceof Float32Array && Array.isArray(targetNames);
}

function isClient(value: unknown): value is ClientDataset {
  if (!isObject(value) || typeof value.id !== 'string') return false;
  return isDataset(value.train) && isDataset(value.test);
}

/** `6,000 images of 28 × 28 pixels, 10 classes`, or `344 examples of 6 numbers, to predict body mass` */
function describe(dataset: AnyDataset): string {
  const { size, shape } = dataset;
  const targets =
    'labels' in dataset
      ? counted(dataset.classNames.length, 'class', 'classes')
      : `to predict ${dataset.targetNames.join(', ')}`;
  if (!('images' in dataset)) {
    const numbers =
      shape.length === 1 ? counted(shape[0], 'number') : `${shape.join(' × ')} numbers`;
    return `${counted(size, 'example')} of ${numbers}, ${targets}`;
  }
  const [height, width, channels] = shape;
  const colors = channels === 1 ? '' : `, ${channels} channels`;
  return `${counted(size, 'image')} of ${height} × ${width} pixels${colors}, ${targets}`;
}

function pictureOf(dataset: AnyDataset, title: string): MimeBundle | Promise<MimeBundle> {
  if (dataset.size === 0 || !isLabeledImages(dataset)) return { 'text/plain': title };
  const rows = Math.min(mostRows, Math.ceil(dataset.size / perRow));
  return figureBundle(imageGrid(dataset, { title, rows, columns: perRow }));
}
