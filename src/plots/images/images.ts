import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { type Dataset, imageAt, pixelsPerImage } from '../../data/dataset';
import type { Figure } from '../frame/figure';
import type { NamedDataset } from './named';
import { answer } from './answer';
import { type Tile, tileFigure } from './tiles';

export interface ImageGridOptions {
  readonly title: string;
  /** Default 4. */
  readonly rows?: number;
  /** Default 10. */
  readonly columns?: number;
  /** Whether each image's class is written below it; default true. */
  readonly labels?: boolean;
}

/** The first `rows × columns` images of a dataset (fewer if it has fewer). */
export function imageGrid(dataset: Dataset, options: ImageGridOptions): Figure {
  const { title, rows = 4, columns = 10, labels = true } = options;
  wholeNumber('rows', rows, 1);
  wholeNumber('columns', columns, 1);
  notEmpty(dataset);
  const tiles = firstIndices(dataset, rows * columns).map((index): Tile => {
    const name = dataset.classNames[dataset.labels[index]];
    const hover = `example ${index}: ${name}`;
    return { image: imageAt(dataset, index), hover, ...(labels && { caption: name }) };
  });
  return tileFigure({ title, tiles, shape: dataset.shape, columns });
}

/**
 * The mean image of every class, one row per dataset and one column per class: how differently
 * clients write. A class without examples is blank.
 */
export function meanImages(datasets: readonly NamedDataset[], options: { title: string }): Figure {
  if (datasets.length === 0) throw new ArgumentError('datasets', 'hold at least one', datasets);
  const { shape, classNames } = datasets[0].dataset;
  const tiles = datasets.flatMap(({ name, dataset }) => {
    if (dataset.shape.join() !== shape.join()) {
      throw new ArgumentError('datasets', 'all have the first one’s shape', dataset.shape);
    }
    return meanPerClass(dataset).map(({ image, count }, label): Tile => {
      const examples = count === 1 ? '1 example' : `${count} examples`;
      return { image, hover: `${name}: mean of ${examples} of ${classNames[label]}` };
    });
  });
  return tileFigure({
    title: options.title,
    tiles,
    shape,
    columns: classNames.length,
    rowNames: datasets.map(({ name }) => name),
    columnNames: classNames,
  });
}

/** For each class, its number of examples and their mean image, rounded to bytes. */
export function meanPerClass(
  dataset: Dataset,
): { readonly image: Uint8Array | undefined; readonly count: number }[] {
  const pixels = pixelsPerImage(dataset.shape);
  const sums = dataset.classNames.map(() => new Float64Array(pixels));
  const counts = dataset.classNames.map(() => 0);
  for (let index = 0; index < dataset.size; index++) {
    const label = dataset.labels[index];
    const image = imageAt(dataset, index);
    for (let i = 0; i < pixels; i++) sums[label][i] += image[i];
    counts[label]++;
  }
  return counts.map((count, label) => ({
    image: count ? Uint8Array.from(sums[label], (sum) => Math.round(sum / count)) : undefined,
    count,
  }));
}

export interface PredictionsOptions {
  readonly title: string;
  /** How many of the first examples are shown; default 30. */
  readonly count?: number;
  /** Default 10. */
  readonly columns?: number;
}

/**
 * The first images of a dataset with the classes that a model predicted; wrong ones in red, with
 * the true class.
 *
 * @param predicted one class per example
 */
export function predictions(
  dataset: Dataset,
  predicted: ArrayLike<number>,
  options: PredictionsOptions,
): Figure {
  const { title, count = 30, columns = 10 } = options;
  wholeNumber('count', count, 1);
  notEmpty(dataset);
  if (predicted.length !== dataset.size) {
    throw new ArgumentError('predicted', `hold ${dataset.size} classes`, predicted.length);
  }
  const tiles = firstIndices(dataset, count).map((index): Tile => {
    const told = answer(dataset, index, predicted);
    return { image: imageAt(dataset, index), ...told, hover: `example ${index}: ${told.hover}` };
  });
  return tileFigure({ title, tiles, shape: dataset.shape, columns });
}

function firstIndices(dataset: Dataset, count: number): number[] {
  return Array.from({ length: Math.min(count, dataset.size) }, (_, i) => i);
}

function notEmpty(dataset: Dataset): void {
  if (dataset.size === 0) throw new ArgumentError('dataset', 'hold at least one image', 0);
}
