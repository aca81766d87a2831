import * as tf from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { maxPoolGrad } from './maxPoolGrad';
import type { MaxPoolGradOptions } from './maxPoolWindows';

/**
 * Adds what the WebAssembly backend lacks to train convolutional networks: the filter's gradient,
 * which tfjs 4.22 does not have there, and a gradient of max pooling that is also correct for
 * windows without positive values. Both are composed of kernels that the backend has.
 */
export function registerWasmKernels(): void {
  replaceKernel(tf.Conv2DBackpropFilter, ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
    return conv2DBackpropFilter(x, dy, attrs as unknown as tf.Conv2DBackpropFilterAttrs);
  });
  replaceKernel(tf.MaxPoolGrad, ({ inputs, attrs }) => {
    const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', tf.Tensor4D>;
    return maxPoolGrad(dy, input, output, attrs as unknown as MaxPoolGradOptions);
  });
}

function replaceKernel(kernelName: string, kernelFunc: tf.KernelFunc): void {
  const backendName = 'wasm';
  if (tf.getKernelsForBackend(backendName).some((kernel) => kernel.kernelName === kernelName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
