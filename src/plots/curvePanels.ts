import { type CurveOptions, type Series, curvePanel } from './curves';
import type { Figure } from './figure';
import { arrange } from './panels';

/** One chart of {@link curvePanels}. */
export interface CurvePanel extends CurveOptions {
  readonly series: readonly Series[];
  /** Above the panel; default none. */
  readonly title?: string;
}

/**
 * Charts of lines, side by side, with one legend for all of them.
 *
 * ```ts
 * await fl.show(fl.plots.curvePanels([
 *   { series: [{ name: 'z = 1', x: rounds, y: epsilons }], xTitle: 'rounds', yTitle: 'ε' },
 *   { series: [{ name: 'z = 1', x: rounds, y: accuracies }], xTitle: 'rounds', yTitle: 'accuracy', legend: false },
 * ], { title: 'Privacy and accuracy' }));
 * ```
 */
export function curvePanels(
  panels: readonly CurvePanel[],
  options: { readonly title: string },
): Figure {
  const drawn = panels.map(({ series, title, ...axes }) => ({
    ...(title !== undefined && { title }),
    ...curvePanel(series, axes),
  }));
  return arrange(drawn, { title: options.title });
}
