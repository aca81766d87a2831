import * as tf from '@tensorflow/tfjs';
import { maxPoolWindows } from './maxPoolWindows';
import type { MaxPoolGradOptions } from './maxPoolWindows';

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
  options: MaxPoolGradOptions,
): tf.Tensor4D {
  const { info, height, width, frame, at } = maxPoolWindows(x.shape, options);
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { top, left } = padInfo;
  return tf.tidy(() => {
    const padded = tf.pad(x, frame(top, inHeight, left, inWidth), -Infinity);
    let free = tf.onesLike(dy);
    let gradient = tf.zeros<tf.Rank.R4>([batchSize, height, width, inChannels]);
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const values = at(padded, row, column);
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

/**
 * The gradient of {@link maxPoolGrad} with respect to `dy`: of each window, the value that `ddx` has
 * where the window has its maximum.
 *
 * @param ddx the gradient of maxPoolGrad's result, of x's shape
 * @param x the pooling's input `[batch, height, width, channels]`
 * @param y the pooling's output `[batch, outHeight, outWidth, channels]`
 */
export function maxPoolGradGrad(
  ddx: tf.Tensor4D,
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  options: MaxPoolGradOptions,
): tf.Tensor4D {
  const { info, frame, at } = maxPoolWindows(x.shape, options);
  const { inHeight, inWidth, filterHeight, filterWidth, padInfo } = info;
  const placed = frame(padInfo.top, inHeight, padInfo.left, inWidth);
  return tf.tidy(() => {
    const [padded, gradients] = [tf.pad(x, placed, -Infinity), tf.pad(ddx, placed)];
    let free = tf.onesLike(y);
    let picked = tf.zerosLike(y);
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const equal = tf.equal(at(padded, row, column), y);
        const chosen = tf.mul(free, tf.cast(equal, 'float32'));
        free = tf.sub(free, chosen);
        picked = tf.add(picked, tf.mul(at(gradients, row, column), chosen));
      }
    }
    return picked;
  });
}
