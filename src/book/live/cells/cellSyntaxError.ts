import type { Place } from './places';

/** A cell that is no TypeScript; `place` is in the cell. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError';

  constructor(
    message: string,
    readonly place: Place,
  ) {
    super(message);
  }
}
