/** Pixels of a legend entry: its symbol with the space around it, and each letter. */
const entrySymbol = 46;
const entryLetter = 6.3;

/** How many lines a legend of `width` pixels needs, filled one after the other. */
export function legendLines(names: readonly string[], width: number): number {
  let [lines, filled] = [1, 0];
  for (const name of names) {
    const entry = entrySymbol + entryLetter * name.length;
    if (filled > 0 && filled + entry > width) [lines, filled] = [lines + 1, 0];
    filled += entry;
  }
  return lines;
}
