import type { PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';
import type { PanelView } from './panelView';
import { finite, listOf, valueText } from './words';

/** Where each line of a panel starts and ends, and its peak if that is elsewhere. */
export function describeLines({ traces, x, y }: PanelView): string {
  // A band around a line is not a line.
  const lines = traces.filter(({ fill, hoverinfo }) => fill === undefined && hoverinfo !== 'skip');
  const over = [y.title || 'value', x.title && `by ${x.title}`].filter(Boolean).join(' ');
  const told = lines.map((line) => course(line, { x, y }));
  return `${over}: ${told.join('; ')}.`;
}

function course(line: PlotlyPart, { x, y }: Pick<PanelView, 'x' | 'y'>): string {
  const name = typeof line.name === 'string' ? `${unmarked(line.name)} ` : '';
  const values = finite(line.y);
  const places = listOf(line.x);
  if (values.length === 0) return `${name}without a value yet`;
  const [first, last] = [values[0], values[values.length - 1]];
  if (values.length === 1) return `${name}${valueText(first, y)}`;
  if (values.every((value) => value === first)) return `${name}always ${valueText(first, y)}`;
  const text = `${name}from ${valueText(first, y)} to ${valueText(last, y)}`;
  const top = values.reduce((a, b) => Math.max(a, b));
  const rise = top - Math.max(first, last);
  const bottom = values.reduce((a, b) => Math.min(a, b));
  if (rise <= 0.1 * (top - bottom)) return text;
  const at = listOf(line.y).indexOf(top);
  return `${text}, at most ${valueText(top, y)} at ${x.label(places[at])}`;
}
