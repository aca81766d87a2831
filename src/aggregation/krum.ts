import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Aggregator } from './aggregator';
import type { KeptVectors, KeptVectorsOptions } from './keptVectors';
import { krumScores, lowest } from './krumScores';
import { orderRule } from './orderRule';
import { squaredDistances } from './squaredDistances';
import { WeightedMean } from './weightedMean';

/** Options of {@link krum}. */
export interface KrumOptions extends KeptVectorsOptions {
  /** f ≥ 0: how many attackers a round may hold. */
  readonly attackers: number;
  /**
   * `paper`, the default: a round needs n > 2f + 2 clients, and Multi-Krum counts all chosen clients the
   * same. `flower`: any n will do, and Multi-Krum weights the chosen clients by their examples, as in both
   * APIs of flwr 1.41.
   */
  readonly convention?: 'paper' | 'flower';
}

/** Options of {@link multiKrum}. */
export interface MultiKrumOptions extends KrumOptions {
  /** m ≥ 1: how many clients it chooses; default n − f − 2 of n clients. */
  readonly select?: number;
}

/**
 * Krum (Blanchard et al. 2017, "Machine learning with adversaries: Byzantine tolerant gradient descent",
 * section 4): the one client's vector whose squared distances to its n − f − 2 closest neighbors have the
 * smallest sum; of equal sums, the first client's.
 *
 * Withstands f attackers of n > 2f + 2 clients. Everybody else's update is rejected, so each round learns
 * from one client only.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), and n²·d/2 multiplications.
 *
 * ```ts
 * const aggregator = fl.aggregation.krum({ attackers: 2 });
 * ```
 *
 * @throws ArgumentError for attackers that are no whole number; in a round, for too few clients
 */
export function krum(options: KrumOptions): Aggregator {
  return krumRule('Krum', { ...options, select: 1 });
}

/**
 * Multi-Krum (Blanchard et al. 2017, section 5): the mean of the m clients with the lowest scores of
 * {@link krum}.
 *
 * Withstands f attackers of n > 2f + 2 clients. Costs what Krum costs.
 *
 * ```ts
 * const aggregator = fl.aggregation.multiKrum({ attackers: 2, select: 6 });
 * ```
 *
 * @throws ArgumentError for attackers or a selection that are no whole numbers; in a round, for too few clients
 */
export function multiKrum(options: MultiKrumOptions): Aggregator {
  return krumRule('Multi-Krum', options);
}

function krumRule(name: string, options: MultiKrumOptions): Aggregator {
  const { attackers, select, convention = 'paper', ...memory } = options;
  wholeNumber('attackers', attackers, 0);
  if (select !== undefined) wholeNumber('select', select, 1);
  checkConvention(convention);
  return orderRule({
    name: `${name} with ${attackers} attackers`,
    minimumClients: convention === 'paper' ? Math.max(2 * attackers + 3, select ?? 1) : 1,
    memory,
    combine({ kept, weights }) {
      const { count } = kept;
      const everyone = weights.map((_, k) => k);
      const scores = krumScores(squaredDistances(kept), everyone, attackers);
      const chosen = lowest(scores, select ?? Math.max(1, count - attackers - 2));
      const counted = convention === 'paper' ? weights.map(() => 1) : weights;
      return { aggregate: meanOf(kept, chosen, counted), chosen };
    },
  });
}

/** Throws an `ArgumentError` unless it is `paper` or `flower`. */
export function checkConvention(convention: string): void {
  if (convention === 'paper' || convention === 'flower') return;
  throw new ArgumentError('convention', 'be paper or flower', convention);
}

/** The weighted mean of some of the vectors. */
export function meanOf(
  kept: KeptVectors,
  positions: readonly number[],
  weights: readonly number[],
): Float32Array {
  const mean = new WeightedMean(kept.size);
  for (const k of positions) mean.add(kept.row(k), weights[k]);
  return mean.result();
}
