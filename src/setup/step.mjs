import { clearInterval, setInterval } from 'node:timers';
import { SetupError } from './errors.mjs';

/** Progress goes to the error stream: standard output is only for a command's result. */
const { stderr } = process;
const terminal = stderr.isTTY;

/** `12.3 s`, `4 min 05 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** The steps that run now, in the order in which they began: label -> when. */
const running = new Map();

const progressOf = (label) => `${label} … ${duration(Date.now() - running.get(label))}`;

/** On a terminal, one line for all steps that run now. */
function showRunning() {
  stderr.write(`\r\u001b[K  ${[...running.keys()].map(progressOf).join(' · ')} `);
}

/**
 * Runs one step of a setup and shows it as one line with the seconds it takes: on a terminal a line
 * that counts up, elsewhere an occasional line. Steps may run side by side.
 */
export async function step(label, body) {
  running.set(label, Date.now());
  if (terminal) showRunning();
  else console.error(`  ${label} …`);
  const timer = terminal
    ? setInterval(showRunning, 200)
    : setInterval(() => console.error(`  ${progressOf(label)}`), 20_000);
  let outcome = 'failed after';
  try {
    const result = await body();
    outcome = 'done in';
    return result;
  } finally {
    clearInterval(timer);
    const elapsed = duration(Date.now() - running.get(label));
    running.delete(label);
    console.error(`${terminal ? '\r\u001b[K' : ''}  ${label}: ${outcome} ${elapsed}`);
    if (terminal && running.size > 0) showRunning();
  }
}

/** Throws a `SetupError` unless `condition` holds. */
export function demand(condition, message) {
  if (!condition) throw new SetupError(message);
}
