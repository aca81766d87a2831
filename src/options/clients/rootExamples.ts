import { ArgumentError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { subset } from '../../data/datasetParts';
import type { Dataset } from '../../data/dataset';
import type { PooledSource } from './sourceKinds';

/** A source without its root set. */
export interface RootedSource {
  readonly source: PooledSource;
  /** Training examples that belong to the server. */
  readonly root?: Dataset;
}

/**
 * Draws a root set of training examples, which then belong to no client.
 *
 * @param count how many; undefined for no root set
 * @throws ArgumentError if no example would be left
 */
export function withRootExamples(
  source: PooledSource,
  count: number | undefined,
  rng: Rng,
): RootedSource {
  if (count === undefined) return { source };
  const { train, numbers } = source;
  if (count >= train.size) {
    const rule = `be below ${train.size}, the number of training examples`;
    throw new ArgumentError('rootExamples', rule, count);
  }
  const shuffled = rng.permutation(train.size);
  const rest = shuffled.slice(count).sort();
  return {
    root: subset(train, shuffled.subarray(0, count)),
    source: {
      ...source,
      train: subset(train, rest),
      numbers: rest.map((position) => numbers?.[position] ?? position),
    },
  };
}
