import { readFileSync } from 'node:fs';

/** A failure with a message for the person at the keyboard; printed without a stack trace. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * What to print of whatever ended a command: a sentence for failures that a person can do something
 * about, a full disk among them, else the error itself, with its stack trace.
 */
export function told(error) {
  if (error?.name === 'SetupError') return error.message;
  const file = new URL('../core/systemErrors.json', import.meta.url);
  const sentences = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof error?.syscall !== 'string' || !Object.hasOwn(sentences, error.code)) return error;
  const [problem, advice] = sentences[error.code];
  const path = error.dest ?? error.path;
  const start = path === undefined ? '' : `${path}: `;
  return `${start}${problem} (${error.code}); ${advice}`;
}
