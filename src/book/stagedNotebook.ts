import type { Figure } from '../plots/frame/figure';
import { plotlyMimeType } from '../notebook/show';
import { chartHtml } from './chart';
import { joined, type CellOutput, type NotebookFile } from './notebookFile';
import { tableHtml } from './table';

export interface StageOptions {
  /** The number of the page, such as `3`; see `pageNumber`. */
  readonly number: string;
  /** Changes the Markdown of the text cells, in reading order. */
  readonly changeText: (markdown: string) => string;
}

/**
 * A notebook as the book shows it: charts with picture, description and caption, tables in boxes, both
 * numbered through the page; and the text as `changeText` makes it.
 */
export function stagedNotebook(notebook: NotebookFile, options: StageOptions): NotebookFile {
  const counts = { figure: 0, table: 0 };
  const next = (kind: keyof typeof counts): string => `${options.number}.${++counts[kind]}`;
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'markdown'
      ? { ...cell, source: options.changeText(joined(cell.source)) }
      : {
          ...cell,
          ...(cell.outputs && { outputs: cell.outputs.map((one) => stagedOutput(one, next)) }),
        },
  );
  return { ...notebook, cells };
}

function stagedOutput(output: CellOutput, next: (kind: 'figure' | 'table') => string): CellOutput {
  const { data } = output;
  if (!data) return output;
  const text = joined(data['text/plain']);
  const figure = data[plotlyMimeType] as Figure | undefined;
  if (figure) {
    const svg = joined(data['image/svg+xml']);
    return withHtml(output, chartHtml({ figure, svg, text }, next('figure')));
  }
  const html = joined(data['text/html']);
  return html.startsWith('<table>') ? withHtml(output, tableHtml(html, next('table'))) : output;
}

function withHtml(output: CellOutput, html: string): CellOutput {
  return { ...output, data: { 'text/html': html } };
}
