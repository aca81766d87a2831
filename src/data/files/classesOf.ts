import { counted } from '../../core/counted';
import { ArgumentError, DataError } from '../../core/errors';

/** A label takes one byte. */
const mostClasses = 256;

/**
 * The classes that occur: numbers by size if all are whole numbers, else names by the alphabet.
 *
 * @param source the file or folder in errors
 * @throws DataError unless there are 2 to 256
 */
export function classesOf(source: string, labels: Iterable<string>): string[] {
  const names = [...new Set(labels)];
  if (names.length === 1) {
    throw new DataError(source, `holds one class, ${names[0]}: a classifier needs two or more`);
  }
  if (names.length > mostClasses) {
    const shown = names.slice(0, 3).join(', ');
    const problem = `holds ${counted(names.length, 'class', 'classes')} (${shown}, …)`;
    throw new DataError(source, `${problem}; at most ${mostClasses} are possible`);
  }
  const numbers = names.every((name) => /^-?\d{1,15}$/.test(name));
  return numbers ? names.sort((a, b) => +a - +b) : names.sort();
}

/** Throws an `ArgumentError` unless these are 2 to 256 different names. */
export function checkClassNames(names: readonly string[] | undefined): void {
  if (names === undefined) return;
  const valid = Array.isArray(names) && names.every((name) => typeof name === 'string');
  const different = valid ? new Set(names).size : 0;
  if (valid && different === names.length && different >= 2 && different <= mostClasses) return;
  throw new ArgumentError('classNames', `be 2 to ${mostClasses} different names`, names);
}
