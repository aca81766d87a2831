import { formatBytes } from '../../core/formatBytes';
import type { PlotlyPart } from './figure';
import { axis } from './theme';

/** Room at both ends, as a part of the axis. */
const margin = 0.05;

/** What the pointer shows of a number of bytes on a figure's x axis, such as `1.66 MB`. */
export const hoveredBytes = '%{x:.3s}B';

/**
 * A logarithmic axis of bytes, with ticks such as `100 kB` and `1 MB`.
 *
 * @param values bytes that it covers; those that are not above 0 have no place on it
 */
export function byteAxis(title: string, values: readonly number[]): PlotlyPart {
  const placed = values.filter((value) => Number.isFinite(value) && value > 0);
  if (placed.length === 0) return axis(title, { type: 'log', range: [0, 1], tickvals: [] });
  const low = Math.log10(placed.reduce((a, b) => Math.min(a, b)));
  const high = Math.log10(placed.reduce((a, b) => Math.max(a, b)));
  const room = Math.max(0.1, margin * (high - low));
  const range = [low - room, high + room];
  const steps = range[1] - range[0] > 2.5 ? [1] : [1, 2, 5];
  const powers = Array.from({ length: Math.ceil(high + room) + 1 }, (_, power) => 10 ** power);
  const tickvals = powers
    .flatMap((power) => steps.map((step) => step * power))
    .filter((bytes) => Math.log10(bytes) >= range[0] && Math.log10(bytes) <= range[1]);
  return axis(title, { type: 'log', range, tickvals, ticktext: tickvals.map(formatBytes) });
}
