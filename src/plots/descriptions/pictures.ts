import { counted } from '../../core/counted';
import type { PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';
import type { PanelView } from './panelView';
import { listOf } from './words';

/** How many pictures a grid has, and what is written at them. */
export function describePictures({ traces: [grid], x, y }: PanelView): string {
  const [across, down] = [grid.x, grid.y].map((values) => [...new Set(listOf(values))]);
  const pictures = counted(listOf(grid.x).length, 'picture');
  const size = `${pictures} in ${counted(down.length, 'row')} and ${counted(across.length, 'column')}`;
  const names = (axis: typeof x, at: unknown[]): string[] =>
    at.map(axis.label).filter((label, i) => label !== String(at[i]));
  const [rows, columns] = [names(y, down), names(x, across)];
  return [
    `${size}.`,
    ...(rows.length > 0 ? [`Rows: ${rows.join(', ')}.`] : []),
    ...(columns.length > 0 ? [`Columns: ${columns.join(', ')}.`] : []),
    ...captions(grid),
  ].join(' ');
}

/** What is written below the pictures; of predictions, how many are wrong, and which. */
function captions(grid: PlotlyPart): string[] {
  const texts = listOf(grid.text)
    .map((text) => unmarked(String(text)))
    .filter((text) => text !== '');
  if (texts.length === 0) return [];
  const wrong = texts.filter((text) => text.includes(' is '));
  if (wrong.length === 0) return [`Labels: ${texts.join(', ')}.`];
  const told = wrong.map((text) => text.replace(' is ', ' for '));
  return [`${wrong.length} of ${texts.length} are wrong: ${told.join(', ')}.`];
}
