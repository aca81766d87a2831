import { wholeNumber } from '../core/check';
import { formatTimeLeft } from '../core/formatDuration';
import { statusLine } from './statusLine';
import type { StatusLineOptions } from './statusLine';

export interface ProgressOptions extends StatusLineOptions {
  /** How many steps there will be, at least 1. */
  readonly total: number;
  /** What one step is called; default `round`. */
  readonly unit?: string;
}

/** A line that shows how far work has got. */
export interface Progress {
  /** Reports that `count` steps are done; `note` is a short status, such as `accuracy 52.3 %`. */
  update(count: number, note?: string): void;
  /** Leaves a final line: how many steps were done, with a note; identical for equal runs. */
  done(note?: string): void;
}

/**
 * Shows `round 3/10 · accuracy 52.3 % · 0:12, about 0:28 left` during the work, in one output of
 * the cell that ends as `10 rounds done · accuracy 93.1 %`. Outside a notebook the line goes to
 * standard error.
 *
 * ```ts
 * const progress = fl.notebook.progressLine({ total: 20 });
 * ```
 */
export function progressLine(options: ProgressOptions): Progress {
  const { total, unit = 'round', clock = () => performance.now() } = options;
  wholeNumber('total', total, 1);
  const shown = statusLine({ ...options, clock });
  const start = clock();
  let count = 0;
  const line = (...parts: (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return {
    update(done, note) {
      count = wholeNumber('count', done, 0, total);
      shown.update(() => {
        const time = formatTimeLeft(clock() - start, count, total);
        return line(`${unit} ${count}/${total}`, note, time);
      });
    },
    done(note) {
      shown.done(line(count === 1 ? `1 ${unit} done` : `${count} ${unit}s done`, note));
    },
  };
}
