import { ArgumentError } from '../core/errors';

/**
 * The error for a column that is not there; it names the columns most like it.
 *
 * @param argument what named the column
 * @param where the table's or the file's name
 */
export function unknownColumn(
  argument: string,
  name: string,
  names: readonly string[],
  where: string,
): ArgumentError {
  const near = [...names]
    .map((one) => ({ one, distance: editDistance(name.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ one }) => `"${one}"`);
  const more = names.length > near.length ? ', …' : '';
  return new ArgumentError(argument, `be a column of ${where} (${near.join(', ')}${more})`, name);
}

/** Insertions, deletions and replacements from one text to another (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, replaced));
    }
    row = next;
  }
  return row[b.length];
}
