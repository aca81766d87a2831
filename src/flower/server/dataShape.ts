import type { ImageShape } from '../../data/dataset';
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
