/**
 * Widths of the characters from space to tilde, in thousandths of the font size: Helvetica's (Adobe
 * font metrics), which Arial and Liberation Sans share.
 */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Width of a character outside the table: that of a digit. */
const otherWidth = 556;

/** Width of one line of text in the unit of `fontSize`; letters outside ASCII are estimated. */
export function textWidth(text: string, fontSize: number): number {
  let sum = 0;
  for (const character of text) {
    sum += widths[(character.codePointAt(0) ?? 0) - 32] ?? otherWidth;
  }
  return (sum / 1000) * fontSize;
}
