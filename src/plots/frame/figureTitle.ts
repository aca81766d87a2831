import type { Figure } from './figure';

/** Text as Plotly shows it, in one line: without its markup, with its escaped characters. */
export function unmarked(text: string): string {
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[,;:])/g, '')
    .trim();
}

/** The figure's title without markup, for places that show only text. */
export function figureTitle(figure: Figure): string {
  const { title } = figure.layout as { readonly title?: { readonly text?: string } };
  return unmarked(title?.text ?? '');
}
