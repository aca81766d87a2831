import { ArgumentError } from '../../core/errors';
import type { Figure } from '../frame/figure';
import { legendLines } from '../frame/legendLines';
import { arrange, panelWidth } from '../frame/panels';
import { curvePanel } from './curves';

/** The singular values of one tensor, with its name in a figure. */
export interface NamedSpectrum {
  readonly name: string;
  /** The largest first, each >= 0; those of 0 are not drawn. */
  readonly values: readonly number[];
}

/** Options of {@link spectrum}. */
export interface SpectrumOptions {
  readonly title: string;
  /** Whether values are shown as parts of their tensor's largest; default true. */
  readonly relative?: boolean;
}

/**
 * Singular values on a logarithmic scale, one line per tensor: how few directions an update has.
 *
 * ```ts
 * const values = fl.metrics.singularValues(update, [784, 200]);
 * await fl.show(fl.plots.spectrum([{ name: 'dense', values }], { title: 'Singular values' }));
 * ```
 *
 * @param tensors at least one
 */
export function spectrum(
  tensors: readonly NamedSpectrum[],
  { title, relative = true }: SpectrumOptions,
): Figure {
  if (tensors.length === 0) throw new ArgumentError('tensors', 'hold at least one', tensors);
  const series = tensors.map(({ name, values }) => {
    const wrong = values.find((value) => !(value >= 0));
    if (wrong !== undefined) throw new ArgumentError(`values of ${name}`, 'be >= 0', wrong);
    const unit = relative ? Math.max(...values) : 1;
    return {
      name,
      x: values.map((_, index) => index + 1),
      y: values.map((value) => (value > 0 ? value / unit : NaN)),
    };
  });
  const panel = curvePanel(series, {
    xTitle: 'index of the singular value (1 = largest)',
    yTitle: relative ? 'singular value / largest' : 'singular value',
    logarithmic: true,
  });
  const names = series.map(({ name }) => name);
  // Plotly writes powers of ten larger than other numbers.
  const y = { ...panel.y, exponentformat: 'power', tickfont: { size: 10 } };
  return arrange([{ ...panel, y }], {
    title,
    legendLines: legendLines(names, panelWidth()),
  });
}
