import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../core/errors';

/** What tfjs passes to a MaxPoolGrad kernel besides the tensors. */
export interface MaxPoolGradOptions {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Bounds for `tf.pad`, one pair per dimension. */
export type Frame = [[number, number], [number, number], [number, number], [number, number]];

/** Where the windows of a pooling lie in its input. */
export interface MaxPoolWindows {
  readonly info: tf.backend_util.Conv2DInfo;
  /** Height of the padded input, with room for every window's stride-wide cell. */
  readonly height: number;
  /** Width of the padded input. */
  readonly width: number;
  /** What to pad a block of these rows and columns with so that it fills the padded input. */
  readonly frame: (rowStart: number, rows: number, columnStart: number, columns: number) => Frame;
  /** The values at one position of every window, `[batch, outHeight, outWidth, channels]`. */
  readonly at: (padded: tf.Tensor, row: number, column: number) => tf.Tensor4D;
}

/**
 * The windows of a max pooling of an input `[batch, height, width, channels]`, whatever their size,
 * stride and padding.
 */
export function maxPoolWindows(
  shape: [number, number, number, number],
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolGradOptions,
): MaxPoolWindows {
  const info = tf.backend_util.computePool2DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  if (info.dataFormat !== 'channelsLast') {
    throw new ArgumentError('dataFormat', 'be channelsLast', info.dataFormat);
  }
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { top, bottom, left, right } = padInfo;
  const height = Math.max(top + inHeight + bottom, filterHeight - 1 + outHeight * strideHeight);
  const width = Math.max(left + inWidth + right, filterWidth - 1 + outWidth * strideWidth);
  return {
    info,
    height,
    width,
    frame: (rowStart, rows, columnStart, columns) => [
      [0, 0],
      [rowStart, height - rowStart - rows],
      [columnStart, width - columnStart - columns],
      [0, 0],
    ],
    at: (padded, row, column) =>
      tf.stridedSlice(
        padded,
        [0, row, column, 0],
        [batchSize, row + outHeight * strideHeight, column + outWidth * strideWidth, inChannels],
        [1, strideHeight, strideWidth, 1],
      ) as tf.Tensor4D,
  };
}
