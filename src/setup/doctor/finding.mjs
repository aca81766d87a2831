/**
 * What a check finds: `{ level, says, advice }`. `says` is one line; `advice`, what to do about it, is
 * there unless all is well.
 */

/** All is well. */
export const good = (says) => ({ level: 'good', says });

/** Something is not there that is not needed, or not yet. */
export const note = (says, advice) => ({ level: 'note', says, advice });

/** Something does not work. */
export const problem = (says, advice) => ({ level: 'problem', says, advice });

const marks = { good: '✓', note: '–', problem: '✗' };

/** The finding of a check as lines: its mark, name and sentence; below, what to do. */
export function lines(name, { level, says, advice }, width) {
  const indent = `\n${' '.repeat(width + 4)}`;
  const first = `${marks[level]} ${name.padEnd(width)}  ${says.replaceAll('\n', indent)}`;
  return advice === undefined ? first : `${first}${indent}→ ${advice.replaceAll('\n', indent)}`;
}
