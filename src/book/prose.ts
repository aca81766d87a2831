/**
 * What is not running text in Markdown: code blocks and spans, formulas, images, links, comments and
 * tags, headings, the labels before headings, and the rules of tables.
 */
const kept = new RegExp(
  [
    /^(?<fence>`{3,}|~{3,})[^]*?^\k<fence>[ \t]*$/,
    /<!--[^]*?-->/,
    /<[a-zA-Z/][^>]*>/,
    /\$\$[^]*?\$\$/,
    /\$[^$\n]+\$/,
    /(?<ticks>`+)[^`][^]*?\k<ticks>/,
    /!?\[[^\]]*\]\([^)]*\)/,
    /^#{1,6} .*$/,
    /^\([\w-]+\)=$/,
    /^\|[ |:-]+\|$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
);

/** Changes the running text of Markdown, piece by piece in reading order, and nothing else. */
export function changeProse(markdown: string, change: (text: string) => string): string {
  let result = '';
  let end = 0;
  for (const match of markdown.matchAll(kept)) {
    result += change(markdown.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + change(markdown.slice(end));
}
