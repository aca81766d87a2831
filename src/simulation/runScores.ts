import { spread } from '../metrics/spread';
import type { RoundRecord } from './roundRecord';

/** How a run did in the end. All are accuracies in [0, 1], or NaN where they were never measured. */
export interface RunScores {
  /** On the central test examples: everybody's data. */
  readonly test: number;
  /** Mean over clients of the accuracy on each one's own test examples. */
  readonly clients: number;
  /** Mean of that over the worst tenth of the clients. */
  readonly worstTenth: number;
  /** Standard deviation of it over the clients. */
  readonly spread: number;
}

/**
 * Means over the last third of the rounds that were measured, because a single round is a matter of
 * luck: which clients happened to be in its cohort.
 *
 * @param records of one run, in order
 */
export function runScores(records: readonly RoundRecord[]): RunScores {
  const measured = records.filter(
    ({ testAccuracy, clientAccuracy }) => testAccuracy !== null || clientAccuracy !== null,
  );
  const last = measured.slice(-Math.ceil(measured.length / 3));
  const mean = (score: (record: RoundRecord) => number | null | undefined): number =>
    last.length > 0 ? spread(last.map((record) => score(record) ?? NaN)).mean : NaN;
  return {
    test: mean(({ testAccuracy }) => testAccuracy),
    clients: mean(({ clientAccuracy }) => clientAccuracy?.mean),
    worstTenth: mean(({ clientAccuracy }) => clientAccuracy?.worst10),
    spread: mean(({ clientAccuracy }) => clientAccuracy?.std),
  };
}
