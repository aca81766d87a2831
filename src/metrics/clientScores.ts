import { ArgumentError } from '../core/errors';

/** A score over clients: each client counts once, however many examples it has. */
export interface ClientScores {
  /** How many clients have a score. */
  readonly clients: number;
  readonly mean: number;
  /** Mean over the worst 10 % of the clients, rounded up to at least one. */
  readonly worst10: number;
  /** Population standard deviation over the clients. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Mean, worst tenth, spread and range of any score of clients: of an accuracy, an area or an R², where
 * smaller is worse, or of a loss or an error, where larger is (the measures of Li et al. 2020, "Fair
 * resource allocation in federated learning", section 4).
 *
 * ```ts
 * const { mean, worst10 } = fl.metrics.clientScores([310, 295, 480], { worst: 'largest' });
 * ```
 *
 * @param scores one per client; NaN for a client without a score, which does not count. At least one
 * client has one
 */
export function clientScores(
  scores: readonly number[],
  { worst }: { readonly worst: 'smallest' | 'largest' },
): ClientScores {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort((a, b) => a - b);
  const { length } = sorted;
  if (length === 0) throw new ArgumentError('scores', 'hold at least one number', scores);
  const tenth = Math.ceil(length / 10);
  const mean = average(sorted);
  return {
    clients: length,
    mean,
    worst10: average(worst === 'smallest' ? sorted.slice(0, tenth) : sorted.slice(-tenth)),
    std: Math.sqrt(average(sorted.map((score) => (score - mean) ** 2))),
    min: sorted[0],
    max: sorted[length - 1],
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
