import type { Figure } from '../plots/figure';

/**
 * The figure as JSON: typed arrays become plain ones, numbers that JSON lacks (NaN, infinities)
 * become null, which Plotly draws as a gap.
 */
export function figureJson(figure: Figure): string {
  return JSON.stringify(figure, (_, value: unknown) =>
    ArrayBuffer.isView(value) && 'length' in value ? Array.from(value as Float64Array) : value,
  );
}

/** The figure's title without markup, for places that show only text. */
export function figureTitle(figure: Figure): string {
  const { title } = figure.layout as { readonly title?: { readonly text?: string } };
  return (title?.text ?? '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
