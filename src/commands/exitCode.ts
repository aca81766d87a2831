import { CommanderError } from 'commander';
import { ArgumentError, FederatedError } from '../core/errors';
import { systemProblem } from '../core/systemError';

/** How a command tells of its end. */
export interface CommandEnd {
  /** Writes to the error stream. */
  readonly err: (text: string) => unknown;
  /** Somebody's wish to stop, and the exit code where it is what ended the command. */
  readonly stopped?: { readonly signal: AbortSignal; readonly code: number };
}

/**
 * The exit code of a command that ended by an error, of which it tells: 2 for wrong options, 1 for
 * other errors that a user can do something about, 0 after `--help`. Any other error is thrown on.
 */
export function exitCode(error: unknown, { err, stopped }: CommandEnd): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (stopped?.signal.aborted) return stopped.code;
  const message = error instanceof FederatedError ? error.message : systemProblem(error);
  if (message === undefined) throw error;
  err(`${message}\n`);
  return error instanceof ArgumentError ? 2 : 1;
}

/** Ends a program with the exit code that its command gives; with 1 where the command fails. */
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
