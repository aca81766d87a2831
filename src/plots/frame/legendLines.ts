/** Pixels of a legend entry without its name: its symbol with the space around it. */
const entrySymbol = 46;

/** Pixels of letters: of those that are narrow, of those that are wide, and of all others. */
const [narrow, wide, other] = [3.4, 8.4, 6.5];

/** How many lines a legend of `width` pixels needs, filled one after the other. */
export function legendLines(names: readonly string[], width: number): number {
  let [lines, filled] = [1, 0];
  for (const name of names) {
    const entry = entrySymbol + textWidth(name);
    if (filled > 0 && filled + entry > width) [lines, filled] = [lines + 1, 0];
    filled += entry;
  }
  return lines;
}

function textWidth(text: string): number {
  const letterWidth = (letter: string): number => {
    if (/[ !'(),.:;I[\]fijlrt|]/.test(letter)) return narrow;
    return /[%+<=>@A-Zmw]/.test(letter) ? wide : other;
  };
  return Array.from(text, letterWidth).reduce((sum, pixels) => sum + pixels, 0);
}
