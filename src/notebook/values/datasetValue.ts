import { counted } from '../../core/counted';
import type { Dataset } from '../../data/dataset';
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

export function isDataset(value: unknown): value is Dataset {
  if (!isObject(value) || !(value.images instanceof Uint8Array)) return false;
  const { labels, size, shape, classNames } = value;
  return (
    labels instanceof Uint8Array &&
    labels.length === size &&
    Array.isArray(shape) &&
    Array.isArray(classNames)
  );
}

function isClient(value: unknown): value is ClientDataset {
  if (!isObject(value) || typeof value.id !== 'string') return false;
  return isDataset(value.train) && isDataset(value.test);
}

/** `6,000 images of 28 × 28 pixels, 10 classes` */
function describe({ size, shape, classNames }: Dataset): string {
  const [height, width, channels] = shape;
  const colors = channels === 1 ? '' : `, ${channels} channels`;
  const classes = counted(classNames.length, 'class', 'classes');
  return `${counted(size, 'image')} of ${height} × ${width} pixels${colors}, ${classes}`;
}

function pictureOf(dataset: Dataset, title: string): MimeBundle | Promise<MimeBundle> {
  if (dataset.size === 0) return { 'text/plain': title };
  const rows = Math.min(mostRows, Math.ceil(dataset.size / perRow));
  return figureBundle(imageGrid(dataset, { title, rows, columns: perRow }));
}
