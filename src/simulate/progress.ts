import type { Output } from '../commands/terminal';
import { counted } from '../core/counted';
import { duration } from '../notebook/progress';
import type { RoundRecord } from '../simulation/roundRecord';

/** Milliseconds between two lines if the output is not a terminal. */
const pause = 2000;

/** Shows the progress of a run. */
export interface RunProgress {
  update(record: RoundRecord): void;
  /** A line that stays. */
  note(text: string): void;
  /** Removes the progress line. */
  end(): void;
}

/**
 * `round 12/100 · test accuracy 93.1 % · 0.42 s a round · 713 steps/s · 0:12, about 0:28 left`: on a
 * terminal one line that is updated, elsewhere a line every two seconds.
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
  let last = -Infinity;
  let steps = 0;
  let seconds = 0;
  let accuracy: string | undefined;
  let idle = 0;
  const clear = (): void => {
    if (output.isTTY && last > -Infinity) output.write('\r\u001b[K');
  };
  return {
    update(record) {
      steps += record.clientSteps;
      seconds += record.seconds;
      accuracy = accuracyText(record) ?? accuracy;
      if (record.clients.length === 0) idle++;
      const now = clock();
      if (now - last < (output.isTTY ? 100 : pause) && record.round < rounds) return;
      const elapsed = now - start;
      const count = record.round - done;
      const left = (elapsed / count) * (rounds - record.round);
      const line = [
        `round ${record.round}/${rounds}`,
        accuracy,
        idle > 0 ? `nobody trained in ${counted(idle, 'round')}` : undefined,
        speed(count, steps, seconds),
        `${duration(elapsed)}, about ${duration(left)} left`,
      ];
      const text = line.filter((part) => part !== undefined).join(' · ');
      clear();
      last = now;
      output.write(output.isTTY ? text.slice(0, (output.columns ?? 120) - 1) : `${text}\n`);
    },
    note(text) {
      clear();
      output.write(`${text}\n`);
    },
    end: clear,
  };
}

/** `test accuracy 93.1 %`, or that of the clients; undefined for a round without evaluation. */
export function accuracyText({ testAccuracy, clientAccuracy }: RoundRecord): string | undefined {
  if (testAccuracy !== null) return `test accuracy ${(100 * testAccuracy).toFixed(1)} %`;
  return clientAccuracy ? `client accuracy ${(100 * clientAccuracy.mean).toFixed(1)} %` : undefined;
}

/** `0.42 s a round · 713 steps/s`, without evaluation. */
export function speed(rounds: number, steps: number, seconds: number): string {
  const perRound = seconds / rounds;
  const digits = perRound < 0.1 ? 3 : perRound < 10 ? 2 : 1;
  return `${perRound.toFixed(digits)} s a round · ${Math.round(steps / seconds)} steps/s`;
}
