import { ArgumentError } from '../../core/errors';
import type { Figure } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange, panelWidth } from '../frame/panels';
import { type PointAxes, type PointGroup, pointPanel } from './pointPanel';

/** Options of {@link scatter}. */
export interface ScatterOptions extends PointAxes {
  readonly title: string;
}

const height = 300;

/**
 * A scatter plot: groups of points, each with its color, with bars for their spreads and, if wanted,
 * with their names beside them.
 *
 * ```ts
 * const points = [{ x: 6.65e6, y: 0.98, spread: 0.002, name: 'float32' }];
 * await fl.show(fl.plots.scatter([{ name: 'codecs', points }], {
 *   title: 'What a round costs', xTitle: 'bytes sent by a client in a round', yTitle: 'test accuracy',
 *   bytes: true, percent: true, labels: true,
 * }));
 * ```
 *
 * @param groups at least one
 */
export function scatter(groups: readonly PointGroup[], options: ScatterOptions): Figure {
  if (groups.length === 0) throw new ArgumentError('groups', 'hold at least one', groups);
  const width = panelWidth();
  const legend = groups.length > 1 && !options.labels;
  const panel = pointPanel(groups, options, { width, height, legend });
  return arrange([panel], {
    title: options.title,
    panelHeight: height,
    legend,
    legendLines: legendLines(
      groups.map(({ name }) => name),
      width,
    ),
  });
}
