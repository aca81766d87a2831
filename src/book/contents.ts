import { DataError } from '../core/errors';

/** A part of the book: its pages in reading order. */
export interface BookPart {
  readonly title: string;
  /** Paths in notebooks/ without an ending. */
  readonly pages: readonly string[];
}

/**
 * The start page with links that lead to pages of the book: in the repository, the reference is what the
 * library's index file exports.
 */
export function withBookLinks(index: string): string {
  return index.replaceAll('](../src/index.ts)', '](api/index.md)');
}

/**
 * The parts of the book, from the start page: each heading of level 2 with its links to pages of the
 * book. This is the only list of pages.
 */
export function bookParts(index: string): BookPart[] {
  const parts = index
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const links = section.matchAll(/(?<!!)\[[^\]]*\]\(([^)#:]+?)\.(?:ipynb|md)\)/g);
      const [title] = section.split('\n', 1);
      return { title: title.trim(), pages: [...new Set(Array.from(links, ([, path]) => path))] };
    })
    .filter(({ pages }) => pages.length > 0);
  const all = parts.flatMap(({ pages }) => pages);
  const twice = all.find((page, i) => all.indexOf(page) !== i);
  if (twice !== undefined) throw new DataError('index.md', `two parts link to ${twice}`);
  return parts;
}

/** The start page with the table of contents from which Sphinx makes navigation. */
export function withContents(index: string, parts: readonly BookPart[]): string {
  const trees = parts.map(({ title, pages }) =>
    ['```{toctree}', ':hidden:', `:caption: ${title}`, '', ...pages, '```'].join('\n'),
  );
  return `${index.trimEnd()}\n\n${trees.join('\n\n')}\n`;
}
