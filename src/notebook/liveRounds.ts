import { afterRound } from '../core/interruption';
import { formatPercent } from '../metrics/formatPercent';
import { roundCurves } from '../plots/curves/curves';
import type { RoundScores } from '../plots/curves/curves';
import type { Figure } from '../plots/frame/figure';
import type { LiveOptions } from './live';
import { liveFigure } from './live';
import { progressLine } from './progress';
import { traffic } from './runStatus';
import type { TrainingStatus } from './trainingStatus';

/** Options of {@link liveRounds}. */
export interface LiveRoundsOptions<Round> extends LiveOptions {
  /** How many rounds there will be, at least 1. */
  readonly rounds: number;
  readonly scores: (round: Round) => RoundScores;
  /** Draws the scores' curves under this title; default: a progress line instead. */
  readonly title?: string;
  /** Called immediately after every round. */
  readonly onRound?: (round: Round) => void | Promise<void>;
}

/** The bytes of a round, if its record says them. */
function bytesOf(round: unknown): { readonly bytesUp?: number; readonly bytesDown?: number } {
  return typeof round === 'object' && round !== null ? round : {};
}

/**
 * Collects the rounds of a run as they finish, with a chart that grows in the running notebook
 * cell, or a progress line. Throws what the run throws.
 *
 * ```ts
 * const records = await liveRounds(runFederation(options), { rounds: 5, scores: roundScores });
 * ```
 */
export async function liveRounds<Round>(
  run: AsyncIterable<Round>,
  { rounds, scores, title, onRound, ...options }: LiveRoundsOptions<Round>,
): Promise<Round[]> {
  const records: Round[] = [];
  const note = (): string | undefined => {
    const accuracy = records.length > 0 ? scores(records[records.length - 1]).testAccuracy : null;
    return typeof accuracy === 'number' ? `accuracy ${formatPercent(accuracy)}` : undefined;
  };
  const status = (): TrainingStatus => ({
    done: records.length,
    total: rounds,
    note: note(),
    ...traffic(records.map(bytesOf)),
  });
  const draw = (shown: readonly Round[]): Figure =>
    roundCurves(shown.map(scores), { title: title ?? '', rounds });
  const live = title === undefined ? undefined : liveFigure(draw, { ...options, status });
  const progress = live ? undefined : progressLine({ total: rounds, ...options });
  try {
    for await (const round of run) {
      records.push(round);
      await onRound?.(round);
      progress?.update(records.length, note());
      await live?.update(records);
    }
  } catch (error) {
    throw afterRound(error, records.length);
  }
  progress?.done(note());
  await live?.done(records);
  return records;
}
