import { ArgumentError } from '../../core/errors';
import type { Figure } from '../frame/figure';
import { arrange, type Panel } from '../frame/panels';
import { axis, palette, plainText } from '../frame/theme';

/** Accuracies of clients, with their name in a figure. */
export interface NamedAccuracies {
  readonly name: string;
  /** One per client, in [0, 1]; NaN for a client without examples, which is left out. */
  readonly accuracies: readonly number[];
}

/** Bars from 0 to 100 %: each is five points wide. */
const bars = 20;
const columnGap = 44;

/**
 * How many clients reach which accuracy: a histogram for each group, side by side on one scale. A
 * mean would say nothing about the clients at the left end.
 *
 * @param groups at least one
 */
export function accuracyDistribution(
  groups: readonly NamedAccuracies[],
  { title }: { readonly title: string },
): Figure {
  if (groups.length === 0) throw new ArgumentError('groups', 'hold at least one', groups);
  const counts = groups.map(histogram);
  const range = [0, 1.05 * Math.max(1, ...counts.flat())];
  const panels = groups.map(({ name }, index): Panel => ({
    ...(groups.length > 1 && { title: name }),
    traces: [
      {
        type: 'bar',
        name: plainText(name),
        showlegend: false,
        x: counts[index].map((_, bar) => (bar + 0.5) / bars),
        y: counts[index],
        customdata: counts[index].map((_, bar) => span(bar)),
        hovertemplate: '%{customdata}: %{y} clients<extra></extra>',
        marker: { color: palette[0], line: { color: '#FFFFFF', width: 1 } },
      },
    ],
    x: axis('accuracy', { range: [0, 1], dtick: 0.2, tickformat: '.0%', showgrid: false }),
    y: axis(index === 0 ? 'clients' : '', { range, nticks: 6, showticklabels: index === 0 }),
  }));
  const figure = arrange(panels, { title, columnGap, panelHeight: 180 });
  return { ...figure, layout: { ...figure.layout, bargap: 0 } };
}

/** How many clients each bar stands for; an accuracy of 1 counts in the last one. */
function histogram({ name, accuracies }: NamedAccuracies): number[] {
  const counts = Array.from({ length: bars }, () => 0);
  accuracies.forEach((accuracy, i) => {
    if (Number.isNaN(accuracy)) return;
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new ArgumentError(`accuracies[${i}] of ${name}`, 'be between 0 and 1', accuracy);
    }
    // Corrects for rounding: 0.15 × 20 is slightly below 3.
    counts[Math.min(bars - 1, Math.floor(accuracy * bars + 1e-9))]++;
  });
  return counts;
}

function span(bar: number): string {
  const width = 100 / bars;
  return `${bar * width} to ${(bar + 1) * width} %`;
}
