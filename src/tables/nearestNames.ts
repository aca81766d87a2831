/** How many names a suggestion holds. */
const most = 3;

/**
 * The names that look most like this one, the nearest first: the same but for upper and lower case, blanks and
 * punctuation, or a few letters. Empty if none is near.
 */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const wanted = plain(name);
  return names
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(1, Math.floor(wanted.length / 3)) ||
        (wanted.length >= 3 && plain(candidate).includes(wanted)),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]+/g, '');
}

/** Fewest letters to insert, delete or replace (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + +(a[i] !== b[j])));
    }
    row = next;
  }
  return row[b.length];
}
