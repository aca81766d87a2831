import Papa from 'papaparse';
import { ArgumentError } from '../core/errors';

/**
 * The entries of a list with commas: `age, "a, b"` -> `['age', 'a, b']`, as in a line of CSV.
 *
 * @throws ArgumentError for an empty entry, and one that is there twice
 */
export function listed(list: string): string[] {
  const { data } = Papa.parse<string[]>(list, { delimiter: ',' });
  const names = data.flat().map((name) => name.trim());
  if (names.length === 0 || names.includes('')) {
    throw new ArgumentError('list', 'be names with a comma between them', list);
  }
  const doubled = names.find((name, i) => names.indexOf(name) < i);
  if (doubled === undefined) return names;
  throw new ArgumentError('list', `name ${JSON.stringify(doubled)} once`, list);
}
