import { ArgumentError } from '../../core/errors';
import type { AnyDataset, LabeledExamples, Dataset } from '../../data/dataset';

/** Throws an `ArgumentError` for examples with numbers to predict: only a class can be called another. */
export function checkClasses(examples: AnyDataset): asserts examples is LabeledExamples {
  if ('labels' in examples) return;
  throw new ArgumentError('examples', 'have classes, which this attack confuses', 'numbers');
}

/** Throws an `ArgumentError` unless the examples are images with a class each. */
export function checkImages(examples: AnyDataset): asserts examples is Dataset {
  checkClasses(examples);
  if ('images' in examples) return;
  throw new ArgumentError('examples', 'be images, which this attack stamps', 'numbers');
}
