import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../../graph/graph';
import type { Attributes, Value } from '../../graph/types';
import { TraceError } from '../../traceError';
import { rule } from '../rule';
import type { Inputs, Rules } from '../rule';
import { activate } from './activations';

type Shape4D = [number, number, number, number];

/** What a convolution shares with its gradients. */
interface Window {
  readonly strides: [number, number] | number;
  readonly dilations?: [number, number] | number | null;
  readonly pad: tf.Conv2DAttrs['pad'];
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function windowOf(
  x: readonly number[],
  filter: readonly number[],
  { strides, dilations, pad, dataFormat = 'NHWC', dimRoundingMode }: Window,
  depthwise = false,
): Attributes & { readonly outShape: readonly number[] } {
  if (dataFormat !== 'NHWC') throw new TraceError(`data format ${dataFormat} has no rule`);
  const info = tf.backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
    outShape: info.outShape,
  };
}

function conv2d(graph: Graph, { x, filter }: Inputs, attrs: Window): Value {
  const window = windowOf(x.shape, filter.shape, attrs);
  return graph.op('Conv2D', [x, filter], window, window.outShape);
}

/** Applies the bias and the activation of a fused kernel. */
function finished(
  graph: Graph,
  product: Value,
  inputs: Partial<Inputs>,
  attrs: tf.FusedConv2DAttrs | tf._FusedMatMulAttrs,
): Value {
  const { bias } = inputs;
  return activate(graph, bias ? graph.binary('Add', product, bias) : product, attrs);
}

const convolutions: Rules = {
  Conv2D: rule<tf.Conv2DAttrs>(conv2d),
  Conv2DBackpropFilter: rule<tf.Conv2DBackpropFilterAttrs>((graph, { x, dy }, attrs) => {
    const window = windowOf(x.shape, attrs.filterShape, attrs);
    return graph.op('ConvGradFilter', [x, dy], window, attrs.filterShape);
  }),
  Conv2DBackpropInput: rule<tf.Conv2DBackpropInputAttrs>((graph, { dy, filter }, attrs) => {
    const window = windowOf(attrs.inputShape, filter.shape, attrs);
    return graph.op('ConvGradInput', [dy, filter], window, attrs.inputShape);
  }),
  DepthwiseConv2dNative: rule<tf.DepthwiseConv2dNativeAttrs>((graph, { x, filter }, attrs) => {
    const window = windowOf(x.shape, filter.shape, attrs, true);
    return graph.op('DepthwiseConv', [x, filter], window, window.outShape);
  }),
  DepthwiseConv2dNativeBackpropFilter: rule<tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    (graph, { x, dy }, attrs) => {
      const window = windowOf(x.shape, attrs.filterShape, attrs, true);
      return graph.op('DepthwiseGradFilter', [x, dy], window, attrs.filterShape);
    },
  ),
  DepthwiseConv2dNativeBackpropInput: rule<tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    (graph, { dy, filter }, attrs) => {
      const window = windowOf(attrs.inputShape, filter.shape, attrs, true);
      return graph.op('DepthwiseGradInput', [dy, filter], window, attrs.inputShape);
    },
  ),
  FusedConv2D: rule<tf.FusedConv2DAttrs>((graph, inputs, attrs) =>
    finished(graph, conv2d(graph, inputs, attrs), inputs, attrs),
  ),
};

/** Products of matrices, and convolutions. */
export const products: Rules = {
  ...convolutions,
  BatchMatMul: rule<tf.BatchMatMulAttrs>((graph, { a, b }, { transposeA, transposeB }) =>
    graph.matMul(a, b, transposeA, transposeB),
  ),
  _FusedMatMul: rule<tf._FusedMatMulAttrs>((graph, inputs, attrs) => {
    const { a, b } = inputs;
    const product = graph.matMul(a, b, attrs.transposeA, attrs.transposeB);
    return finished(graph, product, inputs, attrs);
  }),
};
