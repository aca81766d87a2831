import { liveLine } from '../commands/liveLine';
import type { LiveLine } from '../commands/liveLine';
import type { Output } from '../commands/terminal';
import { counted } from '../core/counted';
import { formatTimeLeft } from '../core/formatDuration';
import type { RoundRecord } from '../simulation/roundRecord';
import { epsilonText } from '../privacy/spentText';

/** Shows the progress of a run. */
export interface RunProgress extends Pick<LiveLine, 'note' | 'end'> {
  update(record: RoundRecord): void;
}

/**
 * `round 12/100 · test accuracy 93.1 % · ε 1.23 · 0.42 s a round · 713 steps/s · 0:12, about 0:28 left`, as a
 * {@link liveLine}; the last round is shown in any case.
 *
 * @param done rounds done before the run was resumed
 */
export function runProgress(
  output: Output,
  rounds: number,
  done: number,
  clock: () => number = () => performance.now(),
): RunProgress {
  const start = clock();
  const line = liveLine(output, clock);
  let steps = 0;
  let seconds = 0;
  let score: string | undefined;
  let privacy: string | undefined;
  let idle = 0;
  const parts = (round: number): (string | undefined)[] => [
    `round ${round}/${rounds}`,
    score,
    privacy,
    idle > 0 ? `nobody trained in ${counted(idle, 'round')}` : undefined,
    speed(round - done, steps, seconds),
    formatTimeLeft(clock() - start, round - done, rounds - done),
  ];
  return {
    update(record) {
      steps += record.clientSteps;
      seconds += record.seconds;
      score = scoreText(record) ?? score;
      privacy = record.privacy && epsilonText(record.privacy);
      if (record.clients.length === 0) idle++;
      const text = (): string =>
        parts(record.round)
          .filter((part) => part !== undefined)
          .join(' · ');
      line.update(text, record.round === rounds);
    },
    note: line.note,
    end: line.end,
  };
}

/** `test accuracy 93.1 %`, or `test MSE 12.31, R² 0.8123`, or that of the clients; undefined for a round without evaluation. */
export function scoreText(record: RoundRecord): string | undefined {
  const { testAccuracy, clientAccuracy, testErrors, clientErrors } = record;
  if (testAccuracy !== null) return `test accuracy ${(100 * testAccuracy).toFixed(1)} %`;
  if (clientAccuracy) return `client accuracy ${(100 * clientAccuracy.mean).toFixed(1)} %`;
  if (testErrors) return `test MSE ${number(testErrors.mse)}, R² ${number(testErrors.r2)}`;
  if (!clientErrors) return undefined;
  return `client MSE ${number(clientErrors.mse?.mean)}, R² ${number(clientErrors.r2?.mean)}`;
}

/** A number with four digits, or a dash if not measured. */
export function number(value: number | null | undefined): string {
  return typeof value === 'number' ? `${Number(value.toPrecision(4))}` : '–';
}

/** `0.42 s a round · 713 steps/s`, without evaluation. */
export function speed(rounds: number, steps: number, seconds: number): string {
  const perRound = seconds / rounds;
  const digits = perRound < 0.1 ? 3 : perRound < 10 ? 2 : 1;
  return `${perRound.toFixed(digits)} s a round · ${Math.round(steps / seconds)} steps/s`;
}
