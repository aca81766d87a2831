import { ArgumentError } from '../core/errors';
import type { Spread } from '../metrics/spread';
import { type RunScores, runScores } from '../simulation/runScores';
import { type RunGroup, overRuns } from './compareRuns';
import type { Run } from './learn';

/** Mean and standard deviation of each of an experiment's scores over its repetitions. */
export function groupScores(group: RunGroup): Readonly<Record<keyof RunScores, Spread>> {
  const over = (name: keyof RunScores): Spread =>
    overRuns(group, ({ records }) => runScores(records)[name]);
  return {
    test: over('test'),
    clients: over('clients'),
    worstTenth: over('worstTenth'),
    spread: over('spread'),
  };
}

/**
 * How far one experiment is ahead of another, repetition by repetition. Both used the same random
 * numbers (see `compareRuns`), so much of the luck cancels out.
 *
 * ```ts
 * leads(scaffoldRuns, fedAvgRuns).every((lead) => lead > 0)
 * ```
 *
 * @param score default: the test accuracy of `runScores`
 * @returns score of `group` − score of `other`, for each repetition
 */
export function leads(
  group: RunGroup,
  other: RunGroup,
  score: (run: Run) => number = ({ records }) => runScores(records).test,
): number[] {
  const { length } = group.runs;
  if (other.runs.length !== length) {
    throw new ArgumentError('other', `have as many repetitions: ${length}`, other.runs.length);
  }
  return group.runs.map((run, repetition) => score(run) - score(other.runs[repetition]));
}
