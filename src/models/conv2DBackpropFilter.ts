import * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../core/errors';

/**
 * The gradient of a convolution with respect to its filter, from tfjs's public operations alone:
 * for each filter position, the strided window of the padded input as a [batch · height · width,
 * input channels] matrix, transposed, times the output's gradient.
 *
 * @param x the convolution's input `[batch, height, width, inChannels]`
 * @param dy the gradient of its output `[batch, outHeight, outWidth, outChannels]`
 * @returns a tensor of shape `filterShape`
 */
export function conv2DBackpropFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { strides, pad, dataFormat, dimRoundingMode, filterShape }: tf.Conv2DBackpropFilterAttrs,
): tf.Tensor4D {
  if (dataFormat !== 'NHWC') throw new ArgumentError('dataFormat', 'be NHWC', dataFormat);
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  const { outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  return tf.tidy(() => {
    const positions = batchSize * outHeight * outWidth;
    const gradient = tf.transpose(tf.reshape(dy, [positions, outChannels]));
    const padded = tf.pad(tf.cast(x, 'float32'), [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
    const windows: tf.Tensor2D[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const end = [row + (outHeight - 1) * strideHeight, column + (outWidth - 1) * strideWidth];
        const window = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [batchSize, end[0] + 1, end[1] + 1, inChannels],
          [1, strideHeight, strideWidth, 1],
        );
        windows.push(tf.reshape(window, [positions, inChannels]));
      }
    }
    const patches = tf.concat(windows, 1);
    return tf.reshape(tf.transpose(tf.matMul(gradient, patches)), filterShape);
  });
}
