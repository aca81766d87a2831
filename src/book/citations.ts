import { DataError } from '../core/errors';

/** The address of each work in a BibTeX file -> its key. */
export function worksByAddress(bibtex: string): Map<string, string> {
  const works = new Map<string, string>();
  for (const [, key, fields] of bibtex.matchAll(/^@\w+\{([\w-]+),([^]*?)^\}/gm)) {
    const address = /^\s*url\s*=\s*[{"]([^}"]+)[}"]/m.exec(fields)?.[1];
    if (address === undefined) throw new DataError('references.bib', `${key} must have a url`);
    works.set(address, key);
  }
  return works;
}

/**
 * Turns links to works of the bibliography, whose text ends with the year, into citations: the year
 * then leads to the work's entry. Other links stay.
 */
export function cite(markdown: string, works: ReadonlyMap<string, string>): string {
  return markdown.replaceAll(
    /\[([^\]]*?)(\d{4})\]\((https?:[^)\s]+)\)/g,
    (link: string, before: string, _year: string, address: string) => {
      const key = works.get(address);
      return key === undefined ? link : `${before}{cite:year}\`${key}\``;
    },
  );
}
