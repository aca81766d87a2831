/** What jest-each uses of node:util, for the names of tests: puts values into a text with %s, %d, %i … */
export function format(text: string, ...values: readonly unknown[]): string {
  let next = 0;
  return text.replace(/%[sdifjoO]/g, (mark) =>
    next < values.length ? String(values[next++]) : mark,
  );
}
