import type { ExampleKind } from '../compiler/trace/programTypes';
import { featuresOf } from '../data/dataset';
import type { AnyDataset } from '../data/dataset';

export type { ExampleKind } from '../compiler/trace/programTypes';

/** What programs need to know of a dataset. */
export function exampleKind(dataset: AnyDataset): ExampleKind {
  const { shape } = dataset;
  const features = featuresOf(dataset).type;
  return 'labels' in dataset
    ? { shape, features }
    : { shape, features, targets: dataset.targetNames.length };
}

/** Images with classes. */
export const imageKind = (shape: readonly number[]): ExampleKind => ({ shape, features: 'uint8' });
