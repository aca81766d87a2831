import type { ImageShape } from '../../data/dataset';
import type { DatasetName } from '../../data/sources/namedDatasets';

/** What a model for a data set has to take and to tell apart, known without its files. */
export interface DataShape {
  readonly shape: ImageShape;
  readonly classes: number;
}

/** The images of a data set, by its name, and its classes: of EMNIST's and FEMNIST's all 62, or digits. */
export function dataShape(
  dataset: DatasetName,
  characters: 'digits' | 'all' | undefined,
): DataShape {
  return {
    shape: dataset === 'cifar10' ? [32, 32, 3] : [28, 28, 1],
    classes: characters === 'all' ? 62 : 10,
  };
}
