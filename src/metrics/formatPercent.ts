import type { Spread } from './spread';

const oneDecimal = {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
} as const;

/** A fraction as a percentage with one decimal: `89.2 %`. A missing value is a dash. */
export function formatPercent(fraction: number | null | undefined): string {
  return Number.isFinite(fraction) ? `${percent(fraction!)} %` : '–';
}

/** Mean and standard deviation of fractions as percentages with one decimal: `89.2 ± 0.4 %`. */
export function formatPercentSpread({ mean, std }: Spread): string {
  return `${percent(mean)} ± ${formatPercent(std)}`;
}

/** Rounded in decimal: 0.2415 is 24.2, although the nearest binary number is below it. */
function percent(fraction: number): string {
  return (fraction / 0.01).toLocaleString('en-US', oneDecimal);
}
