import { counted } from '../../core/counted';
import type { PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';
import type { PanelView } from './panelView';
import { finite, listOf, placeText, valueText } from './words';

/** The number of bars of a panel and the largest one; of stacked bars, their parts and heights. */
export function describeBars({ traces: drawn, x, y }: PanelView, stacked: boolean): string {
  // Lines across the bars are no bars.
  const traces = drawn.filter((trace) => trace.type === 'bar' || isOutline(trace));
  const by = x.title ? ` by ${x.title}` : '';
  if (stacked && traces.length > 1) {
    const totals = stackHeights(traces);
    const names = traces.map(({ name }) => unmarked(String(name)));
    const heights = [Math.min(...totals), Math.max(...totals)].map((value) => valueText(value, y));
    const range = heights[0] === heights[1] ? heights[0] : heights.join(' to ');
    const unit = y.title ? ` ${y.title}` : '';
    return `${counted(totals.length, 'stacked bar')}${by} of ${range}${unit}, each in ${names.length} parts: ${names.join(', ')}.`;
  }
  const told = traces.map((trace) => {
    const name = traces.length > 1 ? `${unmarked(String(trace.name))}: ` : '';
    return `${name}${largestBar(trace, { x, y })}`;
  });
  return `${y.title || 'Values'}${by}: ${told.join('; ')}.`;
}

/** Whether a trace is the outline of bars. */
export function isOutline({ line }: PlotlyPart): boolean {
  return (line as { readonly shape?: string } | undefined)?.shape === 'hvh';
}

/** How a histogram's values lie. */
export function describeHistogram({ traces, x }: PanelView): string {
  const values = traces.flatMap((trace) => finite(trace.x)).sort((a, b) => a - b);
  if (values.length === 0) return 'No value.';
  const middle = (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2;
  const [least, most, median] = [values[0], values[values.length - 1], middle].map((value) =>
    valueText(value, x),
  );
  return `${counted(values.length, 'value')} of ${x.title || 'one quantity'}, from ${least} to ${most}, median ${median}.`;
}

function largestBar(trace: PlotlyPart, { x, y }: Pick<PanelView, 'x' | 'y'>): string {
  const heights = listOf(trace.y).map(Number);
  if (heights.length === 0) return 'no bar';
  const top = heights.reduce((a, b) => Math.max(a, b), -Infinity);
  const at = heights.indexOf(top);
  const own = listOf(trace.customdata)[at];
  const short = typeof own === 'string' && own.length <= 24 ? unmarked(own) : undefined;
  const bars = counted(heights.length, 'bar');
  return `${bars}, the largest ${valueText(top, y)} at ${short ?? placeText(listOf(trace.x)[at], x)}`;
}

function stackHeights(traces: readonly PlotlyPart[]): number[] {
  const totals = new Map<unknown, number>();
  for (const trace of traces) {
    const heights = listOf(trace.y).map(Number);
    listOf(trace.x).forEach((place, index) => {
      totals.set(place, (totals.get(place) ?? 0) + (heights[index] || 0));
    });
  }
  return [...totals.values()];
}
