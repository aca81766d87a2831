import { spread } from '../metrics/spread';
import type { RoundRecord } from './roundRecord';

/** The final scores of a run: accuracies in [0, 1], or NaN if never measured. */
export interface RunScores {
  /** On the central test examples. */
  readonly test: number;
  /** Mean over clients of the accuracy on each one's own test examples. */
  readonly clients: number;
  /** Mean of that over the worst tenth of the clients. */
  readonly worstTenth: number;
  /** Standard deviation of it over the clients. */
  readonly spread: number;
}

/**
 * Means over the last third of the evaluated rounds, because a single round depends on chance: on which
 * clients happened to be in its cohort.
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
