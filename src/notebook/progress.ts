import { wholeNumber } from '../core/check';
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
 * the cell that ends as `10 rounds done · accuracy 93.1 %`. Outside a notebook it writes a line to
 * standard error every two seconds and at the end.
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
        const elapsed = clock() - start;
        const left = count ? `, about ${duration((elapsed / count) * (total - count))} left` : '';
        return line(`${unit} ${count}/${total}`, note, `${duration(elapsed)}${left}`);
      });
    },
    done(note) {
      shown.done(line(count === 1 ? `1 ${unit} done` : `${count} ${unit}s done`, note));
    },
  };
}

/** Milliseconds as `m:ss` or `h:mm:ss`, rounded to seconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  const head = hours ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${head}:${two(seconds % 60)}`;
}
