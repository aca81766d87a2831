import * as tf from '@tensorflow/tfjs';
import type { Attributes } from '../../graph/types';
import { rule } from '../rule';
import type { Rules } from '../rule';

type PoolAttrs = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

function windowOf(
  x: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttrs,
): Attributes & { readonly outShape: readonly number[] } {
  const info = tf.backend_util.computePool2DInfo(
    x as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: [top, left, bottom, right],
    outShape: info.outShape,
  };
}

/** Pools and their gradients. */
export const pooling: Rules = {
  AvgPool: rule<PoolAttrs>((graph, { x }, attrs) => {
    const window = windowOf(x.shape, attrs);
    return graph.op('AvgPoolNHWC', [x], window, window.outShape);
  }),
  AvgPoolGrad: rule<PoolAttrs>((graph, { dy, input }, attrs) =>
    graph.op('AvgPoolGrad', [dy], windowOf(input.shape, attrs), input.shape),
  ),
  MaxPool: rule<PoolAttrs>((graph, { x }, attrs) => graph.maxPool(x, windowOf(x.shape, attrs))),
  MaxPoolGrad: rule<PoolAttrs>((graph, { dy, input }, attrs) =>
    graph.maxPoolGrad(dy, input, windowOf(input.shape, attrs)),
  ),
};
