import { elementCount } from '../../core/shape';
import { range, same } from '../graph/shape';
import type { Graph } from '../graph/graph';
import type { Attributes, Value } from '../graph/types';

/** Permutations between `[batch, rows, columns, channels]` and `[batch, channels, rows, columns]`. */
export const toNchw: readonly number[] = [0, 3, 1, 2];
export const toNhwc: readonly number[] = [0, 2, 3, 1];

/** Attributes of a convolution or pool; the window of a pool has no dilations. */
export type Window = Required<Pick<Attributes, 'kernel' | 'strides' | 'pads' | 'outShape'>> &
  Pick<Attributes, 'dilations'>;

export function windowOf({ kernel, strides, pads, outShape, dilations }: Attributes): Window {
  return { kernel: kernel!, strides: strides!, pads: pads!, outShape: outShape!, dilations };
}

/** The attributes of a window that ONNX's own operators need. */
export function onnxWindow({ kernel, strides, pads, dilations }: Attributes): Attributes {
  return { kernel, strides, pads, dilations };
}

/** Whether windows of equal size tile the map from the top left corner. */
export function tiles({ kernel, strides, pads }: Window): boolean {
  return same(kernel, strides) && pads.every((pad) => pad === 0);
}

/** `[batch, rows, columns, channels]` as `[batch, places, channels]`. */
export function flatMap(graph: Graph, x: Value): Value {
  const [batch, rows, columns, channels] = x.shape;
  return graph.reshape(x, [batch, rows * columns, channels]);
}

/**
 * The positions of a map of `rows × columns` under each position of a window; -1 outside the map.
 */
export function placesUnder(window: Window, rows: number, columns: number): number[][] {
  const { kernel, strides, pads, outShape, dilations = [1, 1] } = window;
  return range(outShape[1] * outShape[2]).map((position) =>
    range(elementCount(kernel)).map((tap) => {
      const row = Math.floor(position / outShape[2]) * strides[0] - pads[0];
      const column = (position % outShape[2]) * strides[1] - pads[1];
      const r = row + Math.floor(tap / kernel[1]) * dilations[0];
      const c = column + (tap % kernel[1]) * dilations[1];
      return within(r, rows) && within(c, columns) ? r * columns + c : -1;
    }),
  );
}

/** For each place of the map, the position of a window at which each tap lies on it; -1 if none. */
export function positionsOver(window: Window, rows: number, columns: number): number[][] {
  const { kernel, strides, pads, outShape, dilations = [1, 1] } = window;
  return range(rows * columns).map((place) =>
    range(elementCount(kernel)).map((tap) => {
      const row = Math.floor(place / columns) + pads[0];
      const column = (place % columns) + pads[1];
      const r = (row - Math.floor(tap / kernel[1]) * dilations[0]) / strides[0];
      const c = (column - (tap % kernel[1]) * dilations[1]) / strides[1];
      return within(r, outShape[1]) && within(c, outShape[2]) ? r * outShape[2] + c : -1;
    }),
  );
}

const within = (index: number, length: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < length;

/**
 * Rows and columns that a transposed convolution has to add at the end so that its result has the
 * shape of the map that the convolution read.
 */
export function extraAtEnd({ kernel, strides, pads, outShape }: Window, map: readonly number[]) {
  return [0, 1].map(
    (i) => map[i] - ((outShape[1 + i] - 1) * strides[i] + kernel[i] - pads[i] - pads[2 + i]),
  );
}

/** Positions, in each direction, of a map's gradient on that map when every tap is tried. */
export function tapsTried({ strides, pads, outShape }: Window, map: readonly number[]): number[] {
  return [0, 1].map((i) => map[i] + pads[i] + pads[2 + i] - (outShape[1 + i] - 1) * strides[i]);
}
