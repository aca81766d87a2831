import { process } from '../platform/system';
import { cut, liveLine } from '../commands/liveLine';
import type { Output as Stream } from '../commands/terminal';
import { type Display, findDisplay, type Output } from './display';
import type { LiveOptions } from './live';

export interface StatusLineOptions extends LiveOptions {
  /** Where lines go outside a notebook; default: standard error. */
  readonly stream?: Stream | undefined;
}

/** One line that says what is happening. */
export interface StatusLine {
  /** Shows another line if it is time to; otherwise `line` is not called. */
  update(line: () => string): void;
  /** Shows the last line. */
  done(line: string): void;
}

/** Milliseconds between updates of the line in a notebook. */
const pause = 200;

/** Maximum number of characters of a line in a notebook; a program's output may be longer. */
const longest = 100;

/**
 * One output of the running cell that is replaced by each new line, at most five times per second;
 * longer lines are cut at 100 characters. Outside a notebook it is a {@link liveLine}.
 */
export function statusLine(options: StatusLineOptions = {}): StatusLine {
  const { clock = () => performance.now(), display = findDisplay() } = options;
  if (display) return inCell(display, clock);
  const line = liveLine(options.stream ?? process.stderr, clock);
  return { update: line.update, done: line.note };
}

function inCell(display: Display, clock: () => number): StatusLine {
  let output: Output | undefined;
  let last = -Infinity;
  const put = (line: string): void => {
    last = clock();
    const bundle = { 'text/plain': cut(line, longest) };
    if (output) output.replace(bundle);
    else output = display(bundle);
  };
  return {
    update(line) {
      if (clock() - last >= pause) put(line());
    },
    done: put,
  };
}
