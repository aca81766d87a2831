import type { ImageShape } from '../../data/dataset';
import { cifar10Names } from '../../data/sources/cifar10';
import { femnistNames } from '../../data/sources/femnist';
import { fashionNames } from '../../data/sources/idxDatasets';
import type { DatasetName } from '../../data/sources/namedDatasets';

/** The inputs and classes of a model for a data set, known without its files. */
export interface DataShape {
  readonly shape: ImageShape;
  readonly classes: number;
}

/** The image shape and the number of classes of a data set: 62 for all characters, 10 for digits. */
export function dataShape(
  dataset: DatasetName,
  characters: 'digits' | 'all' | undefined,
): DataShape {
  return {
    shape: dataset === 'cifar10' ? [32, 32, 3] : [28, 28, 1],
    classes: characters === 'all' ? 62 : 10,
  };
}

/** The names of a data set's classes, known without its files: `['0', '1', …]`. */
export function classNamesOf(
  dataset: DatasetName,
  characters: 'digits' | 'all' | undefined,
): readonly string[] {
  if (dataset === 'fashion-mnist') return fashionNames;
  if (dataset === 'cifar10') return cifar10Names;
  return femnistNames(characters !== 'all');
}
