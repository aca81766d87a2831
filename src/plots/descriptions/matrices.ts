import type { PanelView } from './panelView';
import { finite, listOf, valueText } from './words';

/** The size of a heatmap's matrix; of a square one its diagonal, else its range. */
export function describeMatrix({ traces: [heatmap], x, y }: PanelView): string {
  const rows = listOf(heatmap.z).map((row) => listOf(row).map(Number));
  const columns = rows[0]?.length ?? 0;
  const colorbar = heatmap.colorbar as { readonly tickformat?: string } | undefined;
  const percent = colorbar?.tickformat?.endsWith('%') ?? false;
  const text = (value: number): string => valueText(value, { percent });
  const size = `${rows.length} rows (${y.title || 'y'}), ${columns} columns (${x.title || 'x'})`;
  const all = finite(rows.flat());
  if (rows.length !== columns || columns < 2) {
    return `${size}, values from ${text(Math.min(...all))} to ${text(Math.max(...all))}.`;
  }
  const diagonal = rows.map((row, i) => row[i]);
  const mean = diagonal.reduce((a, b) => a + b, 0) / columns;
  const weakest = diagonal.indexOf(Math.min(...diagonal));
  const off = rows.flatMap((row, i) => row.map((value, j) => ({ value, i, j, off: i !== j })));
  const mix = off.filter((cell) => cell.off).reduce((a, b) => (b.value > a.value ? b : a));
  return [
    `${size}: on the diagonal ${text(mean)} on average,`,
    `least ${text(diagonal[weakest])} at ${y.label(listOf(heatmap.y)[weakest])};`,
    `largest elsewhere ${text(mix.value)}, ${y.label(listOf(heatmap.y)[mix.i])} taken for ${x.label(listOf(heatmap.x)[mix.j])}.`,
  ].join(' ');
}
