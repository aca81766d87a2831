import { findDisplay, type Output } from './display';
import type { LiveOptions } from './live';

export interface StatusLineOptions extends LiveOptions {
  /** Where lines go outside a notebook; default: standard error. */
  readonly write?: ((line: string) => void) | undefined;
}

/** One line that says what is happening. */
export interface StatusLine {
  /** Shows another line if it is time to; otherwise `line` is not called. */
  update(line: () => string): void;
  /** Shows the last line. */
  done(line: string): void;
}

/** Milliseconds between updates of the line, in a notebook and in a script. */
const pauses = { notebook: 200, script: 2000 };

/** Maximum number of characters in a line; a program's output may be longer. */
const longest = 100;

/**
 * One output of the running cell that is replaced by each new line, at most five times per second;
 * longer lines are cut at 100 characters. Outside a notebook it writes a line to standard error
 * every two seconds and at the end.
 */
export function statusLine(options: StatusLineOptions = {}): StatusLine {
  const { clock = () => performance.now(), display = findDisplay() } = options;
  const { write = (line) => process.stderr.write(`${line}\n`) } = options;
  let output: Output | undefined;
  let last = -Infinity;
  const put = (line: string): void => {
    last = clock();
    const shown = cut(line);
    const bundle = { 'text/plain': shown };
    if (!display) write(shown);
    else if (output) output.replace(bundle);
    else output = display(bundle);
  };
  return {
    update(line) {
      if (clock() - last >= (display ? pauses.notebook : pauses.script)) put(line());
    },
    done: put,
  };
}

function cut(line: string): string {
  const characters = Array.from(line);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}
