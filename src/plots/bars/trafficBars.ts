import { ArgumentError } from '../../core/errors';
import type { Figure, PlotlyPart } from '../frame/figure';
import { arrange } from '../frame/panels';
import { axis, colors, plainText, seriesColor } from '../frame/theme';

/** The bytes of one round, by purpose. */
export interface RoundTraffic {
  readonly round: number;
  /** Purpose -> bytes; a missing purpose means none. */
  readonly bytes: Readonly<Record<string, number>>;
}

const kilobyte = 1000;

/** The bytes of each round, one bar per round, stacked by purpose. */
export function trafficBars(rounds: readonly RoundTraffic[], options: { title: string }): Figure {
  if (rounds.length === 0) throw new ArgumentError('rounds', 'hold at least one', rounds);
  const purposes = [...new Set(rounds.flatMap(({ bytes }) => Object.keys(bytes)))];
  const traces = purposes.map((purpose, index) => {
    const name = plainText(purpose);
    return {
      type: 'bar',
      name,
      x: rounds.map(({ round }) => round),
      y: rounds.map(({ bytes }) => (bytes[purpose] ?? 0) / kilobyte),
      marker: { color: seriesColor(index), line: { color: colors.paper, width: 1 } },
      hovertemplate: `round %{x}, ${name}: %{y:.3~f} kB<extra></extra>`,
    };
  });
  const figure = arrange(
    [
      {
        traces,
        x: axis('round', { tick0: 0, dtick: every(rounds.length), showgrid: false }),
        y: axis('kB', { rangemode: 'tozero' }),
      },
    ],
    { title: options.title, legend: true },
  );
  // Otherwise Plotly would list the stack's parts from the top.
  const legend = { ...(figure.layout.legend as PlotlyPart), traceorder: 'normal' };
  return { ...figure, layout: { ...figure.layout, legend, barmode: 'stack', bargap: 0.35 } };
}

/** Rounds from one tick to the next. */
function every(rounds: number): number {
  return Math.max(1, Math.ceil(rounds / 12));
}
