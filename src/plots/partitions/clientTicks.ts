import type { PlotlyPart } from '../frame/figure';

/** Pixels that a number below an axis needs. */
const room = 26;

/** 1, 2, 5, 10, 20, 50, … */
const steps = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].flatMap((power) => [power, 2 * power, 5 * power]);

/** Ticks of an axis that has clients 1, 2, …, `count` side by side in `width` pixels. */
export function clientTicks(count: number, width: number): PlotlyPart {
  const most = Math.max(2, Math.floor(width / room));
  const step = steps.find((every) => count / every <= most) ?? count;
  const tickvals = Array.from({ length: Math.floor(count / step) }, (_, i) => (i + 1) * step);
  return { tickvals, tickangle: 0, range: [0.5, count + 0.5] };
}

/**
 * `bargap` for one bar per client: none if the bars are so narrow that gaps would look like
 * stripes.
 */
export function barGap(count: number, width: number): number {
  return width / count > 6 ? 0.15 : 0;
}
