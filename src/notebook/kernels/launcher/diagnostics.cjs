'use strict';

const { red } = require('./failure.cjs');

/** The most problems of a cell that are shown. */
const mostProblems = 5;

/** TypeScript's codes for a name that nothing declares. */
const unknownName = new Set([2304, 18004]);
/** Other codes for names: with a suggestion, from a newer library, of another kind. */
const otherName = new Set([2503, 2552, 2580, 2583, 2584, 2591, 2693]);

const hint =
  'If a cell above declares it, that cell has not been run in this kernel: run the cells above first.';

/**
 * The problems that TypeScript found in a cell, as `{ ename, evalue, traceback }`. The name is that of
 * the error that JavaScript would raise for something similar.
 *
 * @param diagnostics tslab's, at least one; details of a problem follow it at the same place
 */
function failureOfTypes(diagnostics, source) {
  // Code that cannot be parsed has type errors that say nothing.
  const syntax = diagnostics.filter(({ code }) => code < 2000);
  const problems = grouped(syntax.length > 0 ? syntax : diagnostics);
  const shown = problems.slice(0, mostProblems).flatMap((problem, i) => lines(problem, source, i));
  const left = problems.length - mostProblems;
  const [first] = problems;
  const ename = nameOf(first.code);
  const evalue = unknownName.has(first.code) ? `${first.text} ${hint}` : first.text;
  const rest = left > 0 ? [`and ${left} more`] : [];
  const hints = problems.some(({ code }) => unknownName.has(code)) ? [hint] : [];
  const title = red(ename);
  return { ename, evalue, traceback: [`${title}: ${first.text}`, ...shown, ...rest, ...hints] };
}

function nameOf(code) {
  if (code < 2000) return 'SyntaxError';
  return unknownName.has(code) || otherName.has(code) ? 'ReferenceError' : 'TypeError';
}

/** Each problem once, with its details as further lines of its text. */
function grouped(diagnostics) {
  const problems = [];
  for (const { start, end, messageText, code, fileName } of diagnostics) {
    const key = `${fileName ?? ''}:${start.offset}:${end.offset}`;
    const last = problems.at(-1);
    const detail = last?.key === key;
    if (detail && last.text.split('\n  ').includes(messageText)) continue;
    if (detail) last.text += `\n  ${messageText}`;
    else problems.push({ key, start, end, code, fileName, text: messageText });
  }
  return problems;
}

/**
 * A problem's place, and below it the line of the cell with a mark under the place. The text of the
 * first problem is already the title.
 */
function lines({ start, end, fileName, text }, source, index) {
  const place = `line ${start.line + 1}, column ${start.character + 1}:`;
  const where = fileName === undefined ? place : `${fileName}, ${place}`;
  const head = index === 0 ? `    ${where}` : `    ${where} ${text}`;
  const code = fileName === undefined ? source.split('\n')[start.line] : undefined;
  if (code === undefined) return [head];
  const width = end.line === start.line ? end.character - start.character : 1;
  const mark = ' '.repeat(start.character) + '~'.repeat(Math.max(1, width));
  return [head, `        ${code}`, `        ${mark}`];
}

module.exports = { failureOfTypes };
