import { changeProse } from './prose';

/** A term of the glossary. */
export interface Term {
  /** As its heading has it. */
  readonly name: string;
  /** Other words for it, by which it is found in a text. */
  readonly also: readonly string[];
  /** Phrases with the word in another sense. */
  readonly not: readonly string[];
  /** Its heading's anchor, as GitHub and MyST make it. */
  readonly anchor: string;
}

/**
 * The terms of a glossary in Markdown: each is a heading of level 3, which comments may follow: other
 * words, `<!-- also: cohorts, sampled clients -->`, and phrases with another sense, `<!-- not: way round -->`.
 */
export function parseGlossary(markdown: string): Term[] {
  const entries = markdown.split(/^### /m).slice(1);
  return entries.map((entry) => {
    const name = entry.split('\n', 1)[0].trim();
    const list = (kind: string): string[] => {
      const comment = new RegExp(`<!-- ${kind}: (.*?) -->`, 's').exec(entry)?.[1] ?? '';
      return comment
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
    };
    return { name, also: list('also'), not: list('not'), anchor: anchorOf(name) };
  });
}

/** A heading's anchor: lower case, words joined by hyphens, no other marks. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Links terms in the texts of a chapter; see `termLinker`. */
export type LinkTerms = (markdown: string) => string;

/**
 * A function that links the first use of each term in a chapter to `page`. The texts are given to it one
 * after the other. A term is found in any case unless it has capitals inside, and with a plural's s.
 * Where a chapter puts a term in italics, as it does where it explains it, that use counts as the first.
 *
 * @param texts all of the chapter's texts
 */
export function termLinker(
  terms: readonly Term[],
  page: string,
  texts: readonly string[],
): LinkTerms {
  if (terms.length === 0) return (markdown) => markdown;
  const words = terms.flatMap((term) => [term.name, ...term.also].map((word) => ({ word, term })));
  words.sort((a, b) => b.word.length - a.word.length);
  const others = terms.flatMap(({ not }) => not).map(wordPattern);
  const alternatives = [...others, ...words.map(({ word }) => `(${wordPattern(word)})`)].join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${alternatives})(?![\\p{L}\\p{N}_-])`, 'gu');
  const whole = texts.join('\n\n');
  const explained = new Set(
    words
      .filter(({ word }) => new RegExp(`[*_]${wordPattern(word)}[*_]`, 'u').test(whole))
      .map(({ term }) => term),
  );
  const linked = new Set<Term>();
  const link = (found: string, ...rest: unknown[]): string => {
    // What a replacement gets: the groups, one for each word, then the place and the whole text.
    const index = rest.slice(0, words.length).findIndex((group) => group !== undefined);
    const [at, text] = rest.slice(words.length) as [number, string];
    if (index < 0) return found;
    const { term } = words[index];
    const italic = /[*_]/.test(text[at - 1] ?? '') && /[*_]/.test(text[at + found.length] ?? '');
    if (linked.has(term) || (explained.has(term) && !italic)) return found;
    linked.add(term);
    return `[${found}](${page}#${term.anchor}){.term}`;
  };
  return (markdown) => changeProse(markdown, (text) => text.replaceAll(pattern, link));
}

function wordPattern(word: string): string {
  const exact = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (/\p{L}\p{Lu}|^\p{Lu}+$/u.test(word)) return `${exact}s?`;
  const letters = exact.replaceAll(/\s/g, '\\s+');
  const first = letters[0];
  return `[${first.toLowerCase()}${first.toUpperCase()}]${letters.slice(1)}(?:e?s)?`;
}
