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

/**
 * Runs one step of a setup and shows it as one line with the seconds it takes: on a terminal a line
 * that counts up, elsewhere an occasional line.
 */
export async function step(label, body) {
  const start = Date.now();
  const elapsed = () => duration(Date.now() - start);
  const show = () => stderr.write(`\r  ${label} … ${elapsed()} `);
  if (terminal) show();
  else console.error(`  ${label} …`);
  const timer = terminal
    ? setInterval(show, 200)
    : setInterval(() => console.error(`  ${label} … ${elapsed()}`), 20_000);
  let outcome = 'failed after';
  try {
    const result = await body();
    outcome = 'done in';
    return result;
  } finally {
    clearInterval(timer);
    console.error(`${terminal ? '\r\u001b[K' : ''}  ${label}: ${outcome} ${elapsed()}`);
  }
}

/** Throws a `SetupError` unless `condition` holds. */
export function demand(condition, message) {
  if (!condition) throw new SetupError(message);
}
