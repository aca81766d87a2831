import type { Output } from './terminal';

/** Milliseconds between two lines: on a terminal, where a line replaces the one before, and elsewhere. */
const pauses = { terminal: 100, lines: 2000 };

/** One line that says how far a command has got. */
export interface LiveLine {
  /**
   * Shows another line if it is time to; otherwise `line` is not called.
   *
   * @param due whether to show it in any case
   */
  readonly update: (line: () => string, due?: boolean) => void;
  /** Writes a line that stays. */
  readonly note: (text: string) => void;
  /** Removes the changing line from a terminal. */
  readonly end: () => void;
}

/**
 * On a terminal one line that is updated, at most ten times per second and cut to the terminal's width;
 * elsewhere, as in a log file, a line every two seconds.
 *
 * @param clock milliseconds
 */
export function liveLine(output: Output, clock: () => number = () => performance.now()): LiveLine {
  const pause = output.isTTY ? pauses.terminal : pauses.lines;
  let last = -Infinity;
  let visible = false;
  const clear = (): void => {
    if (visible) output.write('\r\u001b[K');
    visible = false;
  };
  return {
    update(line, due = false) {
      if (clock() - last < pause && !due) return;
      last = clock();
      const text = line();
      clear();
      visible = output.isTTY === true;
      output.write(visible ? cut(text, (output.columns ?? 120) - 1) : `${text}\n`);
    },
    note(text) {
      clear();
      output.write(`${text}\n`);
    },
    end: clear,
  };
}

/** A line of at most so many characters; what is cut off becomes `…`. */
export function cut(line: string, longest: number): string {
  const characters = Array.from(line);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}
