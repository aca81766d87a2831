import type { Rng } from '../core/rng';
import { noiseShare } from './noise';
import type { SumNoise } from './noise';
import { normBeforeRounding } from './normBeforeRounding';
import { quantizer } from './quantize';

/** How clients turn their updates into whole numbers. */
export interface WholeUpdateOptions {
  readonly range: number;
  readonly bits: number;
  readonly clippingNorm?: number | undefined;
  readonly noise?: SumNoise | undefined;
  /** Numbers in an update. */
  readonly size: number;
  /** The least number of clients that may be left in the sum. */
  readonly leastSurvivors: number;
}

/** One client's update on its way into a sum. */
export interface WholeUpdate {
  readonly update: Float32Array;
  readonly clientId: string;
  /** The round's, as aggregators get it. */
  readonly rng: Rng;
  /** Multiplies the update; default 1. */
  readonly scale?: number;
  /** Further numbers that are summed with it, within the range. */
  readonly more?: readonly number[];
}

/**
 * Writes an update to `integers` as it enters the protocol: scaled, rounded to the grid, with the client's
 * share of the noise. The same in a simulation and in a real federation.
 *
 * @returns how many of its numbers were beyond the range
 */
export function wholeUpdates(
  options: WholeUpdateOptions,
): (one: WholeUpdate, integers: Int32Array) => number {
  const { clippingNorm, noise, size, leastSurvivors } = options;
  const grid = quantizer(options);
  const shrink =
    clippingNorm === undefined
      ? 1
      : normBeforeRounding(clippingNorm, grid.step, size) / clippingNorm;
  return ({ update, clientId, rng, scale = 1, more = [] }, integers) => {
    const rounding = rng.split('rounding', clientId);
    const clipped = grid.encode(update, integers, rounding, scale * shrink);
    grid.encode(more, integers.subarray(size), rounding);
    if (noise) {
      const stream = (): Rng => rng.split('noise', clientId);
      const draw = noiseShare(noise, grid.step, leastSurvivors, stream);
      for (let i = 0; i < integers.length; i++) integers[i] += draw();
    }
    return clipped;
  };
}
