import { type CurveOptions, type Series, curvePanel } from './curves';
import type { Figure } from '../frame/figure';
import { arrange, type Panel } from '../frame/panels';

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
 * const left = { series: [{ name: 'ten clients', x: rounds, y: epsilons }], xTitle: 'rounds', yTitle: 'ε' };
 * await fl.show(fl.plots.curvePanels([left, right], { title: 'What ε depends on' }));
 * ```
 */
export function curvePanels(
  panels: readonly CurvePanel[],
  options: { readonly title: string },
): Figure {
  const drawn = panels.map(({ series, title, ...axes }): Panel => {
    const { x, ...panel } = curvePanel(series, axes);
    const fewTicks = axes.bytes ? x : { ...x, tickmode: 'auto', nticks: 5 };
    return { ...panel, ...(title !== undefined && { title }), x: fewTicks };
  });
  return arrange(drawn, { title: options.title });
}
