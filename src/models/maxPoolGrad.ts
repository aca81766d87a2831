import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../core/errors';

/** What tfjs passes to a MaxPoolGrad kernel besides the tensors. */
export interface MaxPoolGradOptions {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * The gradient of max pooling with respect to its input, from tfjs's public operations alone.
 *
 * Each window passes its gradient to the first of its largest values in row-major order, as in
 * TensorFlow. (The WebAssembly backend's own kernel, in tfjs 4.22, starts its search at the
 * smallest positive number and so misses the maximum of a window without positive values.)
 *
 * @param dy the gradient of the output `[batch, outHeight, outWidth, channels]`
 * @param x the pooling's input `[batch, height, width, channels]`
 * @param y the pooling's output, of dy's shape
 */
export function maxPoolGrad(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolGradOptions,
): tf.Tensor4D {
  const info = tf.backend_util.computePool2DInfo(
    x.shape,
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
  // Room for every window's stride-wide cell, whatever its position in the window.
  const height = Math.max(top + inHeight + bottom, filterHeight - 1 + outHeight * strideHeight);
  const width = Math.max(left + inWidth + right, filterWidth - 1 + outWidth * strideWidth);
  const frame = (rowStart: number, rows: number, columnStart: number, columns: number) =>
    [
      [0, 0],
      [rowStart, height - rowStart - rows],
      [columnStart, width - columnStart - columns],
      [0, 0],
    ] as [[number, number], [number, number], [number, number], [number, number]];

  return tf.tidy(() => {
    const padded = tf.pad(x, frame(top, inHeight, left, inWidth), -Infinity);
    let free = tf.onesLike(dy);
    let gradient = tf.zeros<tf.Rank.R4>([batchSize, height, width, inChannels]);
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const values = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [batchSize, row + outHeight * strideHeight, column + outWidth * strideWidth, inChannels],
          [1, strideHeight, strideWidth, 1],
        );
        const chosen = tf.mul(free, tf.cast(tf.equal(values, y), 'float32'));
        free = tf.sub(free, chosen);
        const spread = tf.reshape<tf.Rank.R4>(
          tf.pad(
            tf.reshape(tf.mul(dy, chosen), [batchSize * outHeight, 1, outWidth, 1, inChannels]),
            [
              [0, 0],
              [0, strideHeight - 1],
              [0, 0],
              [0, strideWidth - 1],
              [0, 0],
            ],
          ),
          [batchSize, outHeight * strideHeight, outWidth * strideWidth, inChannels],
        );
        const placed = frame(row, outHeight * strideHeight, column, outWidth * strideWidth);
        gradient = tf.add(gradient, tf.pad(spread, placed));
      }
    }
    return tf.slice(gradient, [0, top, left, 0], [batchSize, inHeight, inWidth, inChannels]);
  });
}
