import type { PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';
import { type PanelView, isGuide } from './panelView';
import { finite, listOf, placeText, valueText } from './words';

/** With more lines than this, only the range of their ends is told. */
const mostTold = 8;

/**
 * Where each line of a panel starts and ends, and its peak if that is elsewhere; of many lines, where
 * the lowest and the highest end.
 */
export function describeLines({ traces, x, y }: PanelView): string {
  // A band around a line is not a line.
  const lines = traces.filter((trace) => trace.fill === undefined && !isGuide(trace));
  const over = [y.title || 'value', x.title && `by ${x.title}`].filter(Boolean).join(' ');
  if (lines.length > mostTold) return `${over}: ${ends(lines, { x, y })}.`;
  const told = lines.map((line) => course(line, { x, y }));
  return `${over}: ${told.join('; ')}.`;
}

function ends(lines: readonly PlotlyPart[], { x, y }: Pick<PanelView, 'x' | 'y'>): string {
  const ended = lines.flatMap(({ name, x: places, y: values }) => {
    const value = finite(values).at(-1);
    if (value === undefined) return [];
    const place = x.bytes ? ` at ${valueText(Number(listOf(places).at(-1)), x)}` : '';
    return [{ value, text: `${valueText(value, y)} (${unmarked(String(name))}${place})` }];
  });
  if (ended.length === 0) return `${lines.length} lines without a value yet`;
  const lowest = ended.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = ended.reduce((a, b) => (b.value > a.value ? b : a));
  return `${lines.length} lines that end between ${lowest.text} and ${highest.text}`;
}

function course(line: PlotlyPart, { x, y }: Pick<PanelView, 'x' | 'y'>): string {
  const name = typeof line.name === 'string' ? `${unmarked(line.name)} ` : '';
  const values = finite(line.y);
  const places = listOf(line.x);
  if (values.length === 0) return `${name}without a value yet`;
  const [first, last] = [values[0], values[values.length - 1]];
  if (values.length === 1) return `${name}${valueText(first, y)}`;
  if (values.every((value) => value === first)) return `${name}always ${valueText(first, y)}`;
  const end = x.bytes ? ` at ${valueText(Number(places.at(-1)), x)}` : '';
  const text = `${name}from ${valueText(first, y)} to ${valueText(last, y)}${end}`;
  const top = values.reduce((a, b) => Math.max(a, b));
  const rise = top - Math.max(first, last);
  const bottom = values.reduce((a, b) => Math.min(a, b));
  if (rise <= 0.1 * (top - bottom)) return text;
  const at = listOf(line.y).indexOf(top);
  return `${text}, at most ${valueText(top, y)} at ${placeText(places[at], x)}`;
}
