import { wholeNumber } from '../core/check';
import { middle } from '../core/vector';
import type { Aggregator } from './aggregator';
import type { KeptVectorsOptions } from './keptVectors';
import { checkConvention } from './krum';
import { krumScores, lowest } from './krumScores';
import { orderRule } from './orderRule';
import { meanBetween, sortedColumns } from './sortedColumns';
import { squaredDistances } from './squaredDistances';

/** Options of {@link bulyan}. */
export interface BulyanOptions extends KeptVectorsOptions {
  /** f ≥ 0: how many attackers a round may hold. */
  readonly attackers: number;
  /**
   * `paper`, the default: Krum chooses one client after the other, each time among those that are left, as
   * in flwr 1.41's older API. `flower`: Krum's scores are computed once, as in its message API.
   */
  readonly convention?: 'paper' | 'flower';
}

/**
 * Bulyan (El Mhamdi et al. 2018, "The hidden vulnerability of distributed learning in Byzantium", section
 * 4): Krum chooses θ = n − 2f clients, one after the other; then each coordinate is the mean of the
 * β = θ − 2f values closest to the chosen clients' median. Of values equally close it takes the smaller; of
 * clients with equal scores, the first. With r clients left, Krum counts r − f − 2 neighbors, but at least 1,
 * so that in the end the two closest clients have equal scores, whose order decides.
 *
 * Withstands f attackers of n ≥ 4f + 3 clients, in each coordinate. The clients that Krum does not choose
 * are rejected; attackers may be among the chosen, and the second step is there for them.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), n²·d/2 multiplications, a sort of θ
 * numbers d times, and θ·n sorts of n distances.
 *
 * ```ts
 * const aggregator = fl.aggregation.bulyan({ attackers: 1 });
 * ```
 *
 * @throws ArgumentError for attackers that are no whole number; in a round, for too few clients
 */
export function bulyan({ attackers, convention = 'paper', ...memory }: BulyanOptions): Aggregator {
  wholeNumber('attackers', attackers, 0);
  checkConvention(convention);
  const select = convention === 'paper' ? oneByOne : atOnce;
  return orderRule({
    name: `Bulyan with ${attackers} attackers`,
    minimumClients: 4 * attackers + 3,
    memory,
    combine({ kept }) {
      const theta = kept.count - 2 * attackers;
      const chosen = select(squaredDistances(kept), kept.count, attackers, theta);
      const beta = theta - 2 * attackers;
      const mean = (column: Float32Array): number => meanOfClosest(column, beta);
      return { aggregate: sortedColumns(kept, mean, chosen), chosen };
    },
  });
}

function atOnce(distances: Float64Array, n: number, attackers: number, count: number): number[] {
  const everyone = Array.from({ length: n }, (_, k) => k);
  return lowest(krumScores(distances, everyone, attackers), count);
}

function oneByOne(distances: Float64Array, n: number, attackers: number, count: number): number[] {
  const left = Array.from({ length: n }, (_, k) => k);
  return Array.from({ length: count }, () => {
    const [best] = lowest(krumScores(distances, left, attackers), 1);
    return left.splice(best, 1)[0];
  });
}

/** The mean of the values of a sorted column that are closest to its median. */
function meanOfClosest(column: Float32Array, count: number): number {
  const median = middle(column);
  let [start, end] = [0, column.length];
  while (end - start > count) {
    if (column[end - 1] - median >= median - column[start]) end--;
    else start++;
  }
  return meanBetween(column, start, end);
}
