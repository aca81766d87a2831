import type { Spread } from './spread';

/** A fraction as a percentage with one decimal: `89.2 %`. What was not measured is a dash. */
export function formatPercent(fraction: number | null | undefined): string {
  return Number.isFinite(fraction) ? `${(100 * fraction!).toFixed(1)} %` : '–';
}

/** Mean and standard deviation of fractions as percentages with one decimal: `89.2 ± 0.4 %`. */
export function formatPercentSpread({ mean, std }: Spread): string {
  return `${(100 * mean).toFixed(1)} ± ${formatPercent(std)}`;
}
