import { readFileSync } from 'node:fs';

/** A failure with a message for the user; printed without a stack trace. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * What to print about the error that ended a command: a sentence for failures that the user can do
 * something about, such as a full disk, else the error itself, with its stack trace.
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
