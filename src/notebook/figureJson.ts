import type { Figure } from '../plots/frame/figure';

/**
 * The figure as JSON: typed arrays become plain ones, numbers that JSON lacks (NaN, infinities)
 * become null, which Plotly draws as a gap.
 */
export function figureJson(figure: Figure): string {
  return JSON.stringify(figure, (_, value: unknown) =>
    ArrayBuffer.isView(value) && 'length' in value ? Array.from(value as Float64Array) : value,
  );
}
