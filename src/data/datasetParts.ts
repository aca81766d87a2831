import { ArgumentError } from '../core/errors';
import { arrayType, checkSameKind, featuresOf } from './dataset';
import type { AnyDataset, DatasetArray, Numbers } from './dataset';

/** The examples at these positions, in this order (copied). */
export function subset<D extends AnyDataset>(dataset: D, indices: ArrayLike<number>): D {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (Number.isSafeInteger(index) && index >= 0 && index < dataset.size) continue;
    throw new ArgumentError('index', `be a whole number below ${dataset.size}`, index);
  }
  return withArrays(dataset, indices.length, (values, width) => {
    const chosen = sameType(values, indices.length * width);
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i] * width;
      if (width === 1) chosen[i] = values[from];
      else chosen.set(values.subarray(from, from + width), i * width);
    }
    return chosen;
  });
}

/** The examples from `start` up to `end`: views, not copies. */
export function slice<D extends AnyDataset>(dataset: D, start: number, end: number): D {
  return withArrays(dataset, end - start, (values, width) =>
    values.subarray(start * width, end * width),
  );
}

/**
 * The dataset with other arrays of the same types in place of its own.
 *
 * @param change gets each array, how many of its numbers belong to an example, and its name
 */
export function withArrays<D extends AnyDataset>(
  dataset: D,
  size: number,
  change: (values: Numbers, width: number, name: string) => Numbers,
): D {
  const changed = [...arraysOf(dataset)].map(([name, { values, width }]) => [
    name,
    change(values, width, name),
  ]);
  return { ...dataset, ...Object.fromEntries(changed), size } as D;
}

/** The datasets' examples one after the other; they must be of the same kind. */
export function concatenate<D extends AnyDataset>(datasets: readonly D[]): D {
  if (datasets.length === 0) throw new ArgumentError('datasets', 'hold at least one', datasets);
  const [first] = datasets;
  for (const dataset of datasets) checkSameKind('datasets', dataset, first);
  const size = datasets.reduce((sum, dataset) => sum + dataset.size, 0);
  return withArrays(first, size, (values, width, name) => {
    const all = sameType(values, size * width);
    let offset = 0;
    for (const dataset of datasets) {
      const part = arraysOf(dataset).get(name)?.values;
      if (part === undefined || arrayType(part) !== arrayType(all)) {
        throw new ArgumentError('datasets', `all have ${name} of one type`, arrayType(part));
      }
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  });
}

/** A dataset's arrays by name, and how many numbers of each an example has. */
function arraysOf(dataset: AnyDataset): ReadonlyMap<string, DatasetArray> {
  return new Map<string, DatasetArray>([
    ['images' in dataset ? 'images' : 'features', featuresOf(dataset)],
    'labels' in dataset
      ? ['labels', { values: dataset.labels, width: 1 }]
      : ['targets', { values: dataset.targets, width: dataset.targetNames.length }],
  ]);
}

function sameType(values: Numbers, length: number): Numbers {
  if (arrayType(values) === 'Uint8Array') return new Uint8Array(length);
  return arrayType(values) === 'Int32Array' ? new Int32Array(length) : new Float32Array(length);
}
