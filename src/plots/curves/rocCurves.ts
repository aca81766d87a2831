import { ArgumentError } from '../../core/errors';
import type { RocCurve } from '../../metrics/roc';
import type { Figure, PlotlyPart } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange } from '../frame/panels';
import { axis, colors, plainText, seriesColor, seriesStyle } from '../frame/theme';

/** A ROC curve with its name in a figure: a client's, a class's, an attack's. */
export interface NamedRoc extends Pick<RocCurve, 'falsePositiveRate' | 'truePositiveRate' | 'auc'> {
  readonly name: string;
}

const side = 360;
const margins = { left: 66, right: 16 } as const;

/** A point nearer to the one before than this, in both rates together, is not drawn. */
const finest = 0.003;

/**
 * ROC curves: what share of the positives each threshold finds, against the share of the negatives that
 * it takes wrongly. The area under a curve is in the legend; the diagonal is guessing.
 *
 * ```ts
 * const curve = fl.metrics.rocCurve([0.9, 0.4], [0.1, 0.4, 0.2]);
 * await fl.show(fl.plots.rocCurves([{ name: 'hospital A', ...curve }], { title: 'Who is ill?' }));
 * ```
 *
 * @param curves at least one
 */
export function rocCurves(
  curves: readonly NamedRoc[],
  { title }: { readonly title: string },
): Figure {
  if (curves.length === 0) throw new ArgumentError('curves', 'hold at least one', curves);
  const names = curves.map(({ name, auc }) => `${name}, AUC ${auc.toFixed(2)}`);
  const rate = (text: string): PlotlyPart =>
    axis(text, { range: [-0.02, 1.02], dtick: 0.2, tickformat: '.0%' });
  return arrange(
    [
      {
        traces: [guessing, ...curves.map((curve, i) => trace(curve, names[i], i))],
        x: rate('false positive rate'),
        y: rate('true positive rate'),
      },
    ],
    {
      title,
      width: margins.left + side + margins.right,
      ...margins,
      panelHeight: side,
      legend: true,
      legendLines: legendLines(names, side),
    },
  );
}

const guessing: PlotlyPart = {
  type: 'scatter',
  mode: 'lines',
  name: 'guessing',
  showlegend: false,
  x: [0, 1],
  y: [0, 1],
  line: { color: colors.axis, width: 1.5, dash: 'dash' },
  hoverinfo: 'skip',
};

function trace(curve: NamedRoc, name: string, index: number): PlotlyPart {
  const { falsePositiveRate, truePositiveRate } = curve;
  let [x, y] = [-1, -1];
  const drawn = falsePositiveRate.flatMap((rate, i) => {
    const found = truePositiveRate[i];
    const last = i === falsePositiveRate.length - 1;
    if (rate - x + found - y < finest && !last) return [];
    [x, y] = [rate, found];
    return [i];
  });
  return {
    type: 'scatter',
    mode: 'lines',
    name: plainText(name),
    x: drawn.map((i) => falsePositiveRate[i]),
    y: drawn.map((i) => truePositiveRate[i]),
    line: { color: seriesColor(index), width: 2, dash: seriesStyle(index).dash },
    hovertemplate: `${plainText(name)}<br>%{x:.1%}: %{y:.1%}<extra></extra>`,
  };
}
