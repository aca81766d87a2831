import { positive, wholeNumber } from '../core/check';
import type { Aggregator } from './aggregator';
import type { KeptVectorsOptions } from './keptVectors';
import { orderRule } from './orderRule';
import { squaredDistance } from './squaredDistances';

/** Options of {@link centeredClipping}. */
export interface CenteredClippingOptions extends KeptVectorsOptions {
  /** τ > 0: how far a client can pull, as an L2 norm. */
  readonly radius: number;
  /** Passes over the vectors, at least 1; default 3. */
  readonly iterations?: number;
}

/** The name of the server's slot that holds the last aggregate. */
export const centerSlot = 'centeredClipping';

/**
 * Centered clipping (Karimireddy, He and Jaggi 2021, "Learning from history for Byzantine robust
 * optimization", equation 4): v ← v + Σ (vₖ − v)·min(1, τ/‖vₖ − v‖) / n. The center v starts at the last
 * round's aggregate, which the server keeps (slot `centeredClipping`), and at 0 in the first round.
 *
 * Withstands fewer than half of the clients: each moves the center by at most τ/n in a pass. Every client
 * counts the same. Too large a radius is a mean, too small a radius a slow start.
 * Costs, for n clients and d numbers: n·d numbers of memory (or file), and 4·n·d operations for each pass.
 *
 * ```ts
 * const aggregator = fl.aggregation.centeredClipping({ radius: 1 });
 * ```
 *
 * @throws ArgumentError for a radius or iterations out of range
 */
export function centeredClipping(options: CenteredClippingOptions): Aggregator {
  const { radius, iterations = 3, ...memory } = options;
  positive('radius', radius);
  wholeNumber('iterations', iterations, 1);
  return orderRule({
    name: 'centered clipping',
    memory,
    combine({ kept, size, slot, keep }) {
      const center = Float64Array.from(slot?.(centerSlot) ?? new Float32Array(size));
      const step = new Float64Array(size);
      for (let pass = 0; pass < iterations; pass++) {
        step.fill(0);
        for (let k = 0; k < kept.count; k++) {
          const row = kept.row(k);
          const distance = Math.sqrt(squaredDistance(row, center));
          // A vector with infinite numbers has no direction.
          if (!Number.isFinite(distance)) continue;
          const scale = Math.min(1, radius / distance) / kept.count;
          for (let i = 0; i < size; i++) step[i] += scale * (row[i] - center[i]);
        }
        for (let i = 0; i < size; i++) center[i] += step[i];
      }
      const aggregate = Float32Array.from(center);
      keep?.(centerSlot, aggregate.slice());
      return { aggregate };
    },
  });
}
