import { CellSyntaxError } from '../cells/cellSyntaxError';
import { cellFrames, type KnownCell, shown } from './cellFrames';

/** How a cell has failed. */
export interface Failure {
  /** The error's name. */
  readonly name: string;
  readonly message: string;
  /** Where, and because of what, line by line. */
  readonly trace: readonly string[];
}

/** Errors behind an error that are shown. */
const mostCauses = 3;

/**
 * What the reader is told about what a cell threw.
 *
 * @param count of the cell that threw it
 * @param print a value in words
 */
export function failureOf(
  thrown: unknown,
  count: number,
  cells: ReadonlyMap<number, KnownCell>,
  print: (value: unknown) => string,
): Failure {
  if (!(thrown instanceof Error)) return { name: 'Thrown', message: print(thrown), trace: [] };
  return {
    name: thrown.name || 'Error',
    message: thrown.message,
    trace: [
      ...framesOf(thrown, count, cells),
      ...causesOf(thrown, count, cells, print, mostCauses),
    ],
  };
}

function framesOf(error: Error, count: number, cells: ReadonlyMap<number, KnownCell>): string[] {
  if (error instanceof CellSyntaxError) {
    return [shown('', count, error.place, cells.get(count)?.source ?? '')];
  }
  return cellFrames(error.stack ?? '', cells);
}

function causesOf(
  error: Error,
  count: number,
  cells: ReadonlyMap<number, KnownCell>,
  print: (value: unknown) => string,
  most: number,
): string[] {
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error.cause, ...errors]
    .filter((cause) => cause !== undefined)
    .slice(0, most)
    .flatMap((cause) => {
      if (!(cause instanceof Error)) return [`Caused by ${print(cause)}`];
      return [
        `Caused by ${cause.name}: ${cause.message}`,
        ...framesOf(cause, count, cells),
        ...causesOf(cause, count, cells, print, most - 1),
      ];
    });
}
