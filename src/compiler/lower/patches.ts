import { range } from '../graph/shape';
import type { Graph } from '../graph/graph';
import type { Attributes, Value } from '../graph/types';

/** A convolution and the tiling pool after it. */
export interface PatchWindows {
  /** Shape of the convolution's images `[batch, height, width, channels]`. */
  readonly images: readonly number[];
  readonly convolution: Attributes;
  readonly pool: Attributes;
}

/**
 * The patches under the filter at each cell of the pool's window: for each cell
 * `[kernel · channels (+ 1), rows · columns · batch]`.
 *
 * Adjacent cells in a row of the pooled map see pixels at equal distances. Such a run of pixels is
 * part of many patches, so runs are gathered first and patches are assembled from whole runs.
 *
 * @param pixels the images as `[height · width · channels (+ 1), batch]`
 * @param ones whether `pixels` ends with a row of ones, of which each patch gets one
 */
export function patchesOf(
  graph: Graph,
  pixels: Value,
  { images, convolution, pool }: PatchWindows,
  ones: boolean,
): Value[] {
  const [, , width, channels] = images;
  const [, rows, columns] = pool.outShape!;
  const [cellRows, cellColumns] = pool.kernel!;
  const [tapRows, tapColumns] = convolution.kernel!;
  const offsets = cellColumns + tapColumns - 1;
  const runs = range((rows * cellRows + tapRows - 1) * offsets * channels).map((run) => {
    const [place, channel] = [Math.floor(run / channels), run % channels];
    const [row, offset] = [Math.floor(place / offsets), place % offsets];
    return range(columns).map((i) => (row * width + offset + i * cellColumns) * channels + channel);
  });
  const onesRun = runs.length;
  if (ones) runs.push(range(columns).map(() => pixels.shape[0] - 1));
  const gather = (from: Value, at: readonly (readonly number[])[]): Value => {
    const index = graph.constant(at.flat(), [at.length, at[0].length], 'int32');
    const [, length] = from.shape;
    const found = graph.op('Gather', [from, index], { axis: 0 }, [...index.shape, length]);
    return graph.reshape(found, [at.length, at[0].length * length]);
  };
  const table = gather(pixels, runs);
  return range(cellRows * cellColumns).map((cell) => {
    const taps = range(tapRows * tapColumns * channels).map((tap) => {
      const [spot, channel] = [Math.floor(tap / channels), tap % channels];
      const down = Math.floor(cell / cellColumns) + Math.floor(spot / tapColumns);
      const right = (cell % cellColumns) + (spot % tapColumns);
      return range(rows).map((i) => ((i * cellRows + down) * offsets + right) * channels + channel);
    });
    return gather(table, ones ? [...taps, range(rows).map(() => onesRun)] : taps);
  });
}
