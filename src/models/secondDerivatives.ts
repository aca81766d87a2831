import * as tf from '@tensorflow/tfjs';
import { maxPoolGradGrad } from './maxPoolGrad';
import type { MaxPoolGradOptions } from './maxPoolWindows';

/**
 * Adds the derivatives that tfjs 4.22 lacks to differentiate the gradient of a convolutional network
 * once more: those of the gradients of a convolution's filter and of max pooling. Both are linear in
 * `dy`. The place of a maximum does not move with its input, so that the derivatives with respect to
 * max pooling's input and output are 0.
 *
 * First derivatives, and with them all training, stay as they are. A second call changes nothing.
 */
export function registerSecondDerivatives(): void {
  register({
    kernelName: tf.Conv2DBackpropFilter,
    inputsToSave: ['x', 'dy'],
    gradFunc: (gradient, saved, attrs) => {
      const [x, dy] = saved as tf.Tensor4D[];
      const { strides, pad, dimRoundingMode } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      const filter = gradient as tf.Tensor4D;
      return {
        x: () => tf.conv2dTranspose(dy, filter, x.shape, strides, pad, dimRoundingMode),
        dy: () => tf.conv2d(x, filter, strides, pad, 'NHWC', 1, dimRoundingMode),
      };
    },
  });
  register({
    kernelName: tf.MaxPoolGrad,
    inputsToSave: ['input', 'output'],
    gradFunc: (gradient, saved, attrs) => {
      const [x, y] = saved as tf.Tensor4D[];
      const options = attrs as unknown as MaxPoolGradOptions;
      return {
        dy: () => maxPoolGradGrad(gradient as tf.Tensor4D, x, y, options),
        input: () => tf.zerosLike(x),
        output: () => tf.zerosLike(y),
      };
    },
  });
}

function register(config: tf.GradConfig): void {
  const known = tf.getGradient(config.kernelName) as tf.GradConfig | undefined;
  if (!known) tf.registerGradient(config);
}
