import { ArgumentError } from './errors';

/** Returns `value` if it is a finite number greater than 0, else throws an `ArgumentError`. */
export function positive(argument: string, value: number): number {
  if (!(Number.isFinite(value) && value > 0)) throw new ArgumentError(argument, 'be > 0', value);
  return value;
}

/** Returns `value` if it is a finite number of at least 0, else throws an `ArgumentError`. */
export function nonNegative(argument: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) throw new ArgumentError(argument, 'be >= 0', value);
  return value;
}

/** Returns `value` if it is a whole number in `[low, high]`, else throws an `ArgumentError`. */
export function wholeNumber(
  argument: string,
  value: number,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): number {
  if (!(Number.isSafeInteger(value) && value >= low && value <= high)) {
    const range =
      high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `between ${low} and ${high}`;
    throw new ArgumentError(argument, `be a whole number ${range}`, value);
  }
  return value;
}

/** Returns `value` if it is > 0 and at most `high`, else throws an `ArgumentError`. */
export function upTo(argument: string, value: number, high: number): number {
  if (!(value > 0 && value <= high)) {
    throw new ArgumentError(argument, `be > 0 and at most ${high}`, value);
  }
  return value;
}

/** Returns `value` if it lies in `[low, high]`, else throws an `ArgumentError`. */
export function within(argument: string, value: number, low: number, high: number): number {
  if (!(value >= low && value <= high)) {
    throw new ArgumentError(argument, `be between ${low} and ${high}`, value);
  }
  return value;
}
