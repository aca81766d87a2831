import { describeFigure } from '../plots/descriptions/describe';
import type { Figure } from '../plots/frame/figure';
import { frontEnd, type MimeBundle, requireDisplay } from './display';
import { figureJson } from './figureJson';
import { renderSvg } from './staticFigure';
import { renderTable, type TableOptions } from './table';

/** The type under which JupyterLab, with the Python package `plotly`, draws a chart. */
export const plotlyMimeType = 'application/vnd.plotly.v1+json';

/**
 * Shows a chart as one output of the running cell: interactive if Plotly is available, else as a
 * picture. Throws a `FederatedError` outside a notebook.
 */
export async function show(figure: Figure): Promise<void> {
  const display = requireDisplay('show', 'write the picture with saveSvg(figure, file)');
  display(await figureBundle(figure));
}

/** Shows rows as a table, in one output. Throws a `FederatedError` outside a notebook. */
export function showTable<Row extends object>(
  rows: readonly Row[],
  options: TableOptions<Row> = {},
): void {
  const { html, text } = renderTable(rows, options);
  const display = requireDisplay('showTable', 'print renderTable(rows).text or use console.table');
  display({ 'text/html': html, 'text/plain': text });
}

/** Shows Markdown text. Throws a `FederatedError` outside a notebook. */
export function showMarkdown(markdown: string): void {
  const display = requireDisplay('showMarkdown', 'print the text');
  display({ 'text/markdown': markdown, 'text/plain': markdown });
}

/** All forms of a chart: interactive, picture, words. A front end of its own needs no picture. */
export async function figureBundle(figure: Figure): Promise<MimeBundle> {
  const interactive = { [plotlyMimeType]: JSON.parse(figureJson(figure)) as unknown };
  if (frontEnd()) return { ...interactive, 'text/plain': describeFigure(figure) };
  return { ...interactive, ...(await pictureBundle(figure)) };
}

/** A chart as a picture and in words. */
export async function pictureBundle(figure: Figure): Promise<MimeBundle> {
  return {
    'image/svg+xml': await renderSvg(figure),
    'text/plain': describeFigure(figure),
  };
}
