import { positive, within } from '../core/check';
import { norm } from '../core/vector';
import type { Aggregator } from './aggregator';
import type { KeptVectorsOptions } from './keptVectors';
import { meanOf } from './krum';
import { orderRule } from './orderRule';

/** Options of {@link normZeroing}. */
export interface NormZeroingOptions extends KeptVectorsOptions {
  /** The quantile of the round's norms, in [0, 1]; default 0.5, their median. */
  readonly quantile?: number;
  /** How many times as long as the quantile an update may be, > 0; default 2. */
  readonly multiple?: number;
}

/**
 * Zeroing: the weighted mean of the clients' vectors, without those that are longer than a multiple of a
 * quantile of the round's norms. TensorFlow Federated's zeroing estimates its quantile over the rounds
 * (Andrew et al. 2021, "Differentially private learning with adaptive clipping"); this one is the round's
 * own, interpolated as NumPy does.
 *
 * Withstands updates that are far too long, from fewer than a share 1 − quantile of the clients, and
 * nothing that an update of usual length can do.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), and 4·n·d operations.
 *
 * ```ts
 * const aggregator = fl.aggregation.normZeroing({ multiple: 3 });
 * ```
 *
 * @throws ArgumentError for an option out of range
 */
export function normZeroing(options: NormZeroingOptions = {}): Aggregator {
  const { quantile = 0.5, multiple = 2, ...memory } = options;
  within('quantile', quantile, 0, 1);
  positive('multiple', multiple);
  return orderRule({
    name: 'zeroing',
    memory,
    combine({ kept, weights }) {
      const norms = weights.map((_, k) => norm(kept.row(k)));
      const bound = multiple * quantileOf(norms, quantile);
      const within = norms.flatMap((length, k) => (length <= bound ? [k] : []));
      // With a multiple below 1 nobody may be left; the shortest always is.
      const chosen = within.length > 0 ? within : [norms.indexOf(Math.min(...norms))];
      return { aggregate: meanOf(kept, chosen, weights), chosen };
    },
  });
}

/** Between the two values around it, as in NumPy's `quantile`. */
function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = quantile * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === high ? low : low + (at - Math.floor(at)) * (high - low);
}
