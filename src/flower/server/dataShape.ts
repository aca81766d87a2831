import { ArgumentError } from '../../core/errors';
import type { ImageShape } from '../../data/dataset';
import { datasetNames } from '../../data/sources/namedDatasets';
import type { DatasetName } from '../../data/sources/namedDatasets';

/** What a model for a data set has to take and to tell apart, known without its files. */
export interface DataShape {
  readonly shape: ImageShape;
  readonly classes: number;
}

/** The images of a data set, by its name. Throws an `ArgumentError` for an unknown one. */
export function dataShape(dataset: DatasetName): DataShape {
  if (!datasetNames.includes(dataset)) {
    throw new ArgumentError('dataset', `be one of ${datasetNames.join(', ')}`, dataset);
  }
  return { shape: dataset === 'cifar10' ? [32, 32, 3] : [28, 28, 1], classes: 10 };
}
