import { counted } from '../../core/counted';
import type { PlotlyPart } from '../frame/figure';
import { unmarked } from '../frame/figureTitle';
import { type PanelView, isGuide } from './panelView';
import { finite, listOf, valueText } from './words';

/** With more labeled points than this, only the lowest and the highest are told. */
const mostTold = 6;

/** Of points with labels, each one's place; of others, how many a group has and where they lie. */
export function describePoints(panel: PanelView): string {
  const { x, y } = panel;
  const traces = panel.traces.filter((trace) => !isGuide(trace));
  const axes = `${y.title || 'y'} by ${x.title || 'x'}`;
  const labeled = traces.some(({ text }) => text !== undefined);
  if (!labeled) return `${axes}: ${traces.map((trace) => groupText(trace, panel)).join('; ')}.`;
  const points = traces.flatMap((trace) => labeledPoints(trace, panel));
  if (points.length <= mostTold) return `${axes}: ${points.map(({ text }) => text).join('; ')}.`;
  const lowest = points.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = points.reduce((a, b) => (b.value > a.value ? b : a));
  return `${axes}: ${points.length} points, the lowest ${lowest.text}, the highest ${highest.text}.`;
}

interface LabeledPoint {
  readonly value: number;
  readonly text: string;
}

function labeledPoints(trace: PlotlyPart, { x, y }: PanelView): LabeledPoint[] {
  const [across, up, names] = [trace.x, trace.y, trace.text].map(listOf);
  return names.map((name, index) => {
    const value = Number(up[index]);
    const place = valueText(Number(across[index]), x);
    return { value, text: `${unmarked(String(name))} ${valueText(value, y)} at ${place}` };
  });
}

function groupText(trace: PlotlyPart, { x, y }: PanelView): string {
  const values = finite(trace.y);
  const points = `${unmarked(String(trace.name))}: ${counted(values.length, 'point')}`;
  if (values.length === 0) return points;
  return `${points} from ${range(values, y)}, at ${range(finite(trace.x), x)}`;
}

function range(values: readonly number[], axis: PanelView['x']): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) =>
    valueText(value, axis),
  );
  return low === high ? low : `${low} to ${high}`;
}
