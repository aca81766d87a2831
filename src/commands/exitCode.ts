import { process } from '../platform/system';
import { CommanderError } from 'commander';
import { ArgumentError, FederatedError } from '../core/errors';
import { systemProblem } from '../core/systemError';

/** Where a command reports an error, and what stopped it. */
export interface CommandEnd {
  /** Writes to the error stream. */
  readonly err: (text: string) => unknown;
  /** The stop signal, and the exit code if it ended the command. */
  readonly stopped?: { readonly signal: AbortSignal; readonly code: number };
}

/**
 * Reports the error that ended a command and returns its exit code: 2 for wrong options, 1 for
 * other errors that a user can act on, 0 after `--help`. Any other error is rethrown.
 */
export function exitCode(error: unknown, { err, stopped }: CommandEnd): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (stopped?.signal.aborted) return stopped.code;
  const message = error instanceof FederatedError ? error.message : systemProblem(error);
  if (message === undefined) throw error;
  err(`${message}\n`);
  return error instanceof ArgumentError ? 2 : 1;
}

/** Ends a program with the exit code that its command returns, or 1 if the command rejects. */
export function exitWith(command: Promise<number>): void {
  command.then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
