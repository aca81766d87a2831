import type { PanelView } from './panelView';
import { finite, listOf, valueText } from './words';

/**
 * The size of a heatmap's matrix; of a confusion matrix its diagonal, of one whose rows and columns
 * have different names the cells with the least and the largest value, else its range.
 */
export function describeMatrix({ traces: [heatmap], x, y }: PanelView): string {
  const rows = listOf(heatmap.z).map((row) => listOf(row).map(Number));
  const columns = rows[0]?.length ?? 0;
  const colorbar = heatmap.colorbar as { readonly tickformat?: string } | undefined;
  const percent = colorbar?.tickformat?.endsWith('%') ?? false;
  const text = (value: number): string => valueText(value, { percent });
  const size = `${rows.length} rows (${y.title || 'y'}), ${columns} columns (${x.title || 'x'})`;
  const all = finite(rows.flat());
  const [down, across] = [listOf(heatmap.y).map(y.label), listOf(heatmap.x).map(x.label)];
  if (y.named && x.named && down.join('\n') !== across.join('\n')) {
    const { least, most, count } = extremes(listOf(heatmap.z), down, across);
    const cell = ({ value, place }: Cell): string => `${text(value)} (${place})`;
    const missing = count < rows.length * columns ? `, ${count} of the cells filled` : '';
    return `${size}${missing}, from ${cell(least)} to ${cell(most)}.`;
  }
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
    `least ${text(diagonal[weakest])} at ${down[weakest]};`,
    `largest elsewhere ${text(mix.value)}, ${down[mix.i]} taken for ${across[mix.j]}.`,
  ].join(' ');
}

interface Cell {
  readonly value: number;
  readonly place: string;
}

/** The cells with the least and the largest value; empty cells do not count. */
function extremes(
  rows: readonly unknown[],
  down: readonly string[],
  across: readonly string[],
): { readonly least: Cell; readonly most: Cell; readonly count: number } {
  const cells = rows.flatMap((row, i) =>
    listOf(row).flatMap((value, j): Cell[] =>
      typeof value === 'number' ? [{ value, place: `${down[i]}, ${across[j]}` }] : [],
    ),
  );
  const none = { value: NaN, place: 'none' };
  return {
    least: cells.reduce((a, b) => (b.value < a.value ? b : a), cells[0] ?? none),
    most: cells.reduce((a, b) => (b.value > a.value ? b : a), cells[0] ?? none),
    count: cells.length,
  };
}
