import type { Value } from '../graph/types';
import type { Lowering, Rules } from './lowering';
import { extraAtEnd, onnxWindow, tapsTried, toNchw, toNhwc, windowOf } from './windows';

/** Convolutions of each channel by itself: ONNX's grouped convolutions. */
export function depthwiseRules({ graph }: Lowering): Rules {
  /** A filter `[height, width, channels, multiplier]` in ONNX's layout. */
  const grouped = (filter: Value): Value => {
    const [height, width, channels, multiplier] = filter.shape;
    const turned = graph.transpose(filter, [2, 3, 0, 1]);
    return graph.reshape(turned, [channels * multiplier, 1, height, width]);
  };
  return {
    DepthwiseConv: ({ attrs, outs }, x, filter) => {
      const nchw = toNchw.map((i) => outs[0].shape[i]);
      const ins = [graph.transpose(x, toNchw), grouped(filter)];
      const y = graph.op('Conv', ins, { ...onnxWindow(attrs), group: x.shape[3] }, nchw);
      return graph.transpose(y, toNhwc);
    },

    DepthwiseGradFilter: ({ attrs, outs }, x, dy) => {
      // One group for each channel, with the examples as its input channels.
      const window = windowOf(attrs);
      const [batch, rows, columns, channels] = x.shape;
      const [height, width, , multiplier] = outs[0].shape;
      const flat = graph.reshape(graph.transpose(x, [3, 0, 1, 2]), [
        1,
        channels * batch,
        rows,
        columns,
      ]);
      const swapped = {
        kernel: dy.shape.slice(1, 3),
        strides: [1, 1],
        dilations: window.strides,
        pads: window.pads,
        group: channels,
      };
      const to = channels * multiplier;
      const tried = [1, to, ...tapsTried(window, [rows, columns])];
      const all = graph.op('Conv', [flat, graph.transpose(dy, [3, 0, 1, 2])], swapped, tried);
      const taps = graph.slice(all, [0, 0, 0, 0], [1, to, height, width]);
      const split = graph.reshape(taps, [channels, multiplier, height, width]);
      return graph.transpose(split, [2, 3, 0, 1]);
    },

    DepthwiseGradInput: ({ attrs, outs }, dy, filter) => {
      const { shape } = outs[0];
      const extra = extraAtEnd(windowOf(attrs), shape.slice(1, 3));
      const ins = [graph.transpose(dy, toNchw), grouped(filter)];
      const y = graph.op(
        'ConvTranspose',
        ins,
        { ...onnxWindow(attrs), extra, group: shape[3] },
        toNchw.map((i) => shape[i]),
      );
      return graph.transpose(y, toNhwc);
    },
  };
}
