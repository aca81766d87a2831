import { elementCount } from '../../core/shape';
import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';
import { gemm } from './products';
import type { Lowering, Rules } from './lowering';
import {
  extraAtEnd,
  flatMap,
  onnxWindow,
  placesUnder,
  positionsOver,
  tapsTried,
  toNchw,
  toNhwc,
  windowOf,
} from './windows';

/** With fewer channels, gathering is slower than ONNX's own convolution. */
const leastChannels = 4;

const asGathered = (channels: number): boolean => channels >= leastChannels;

/**
 * Convolutions. With enough channels they become products of gathered patches: the maps keep their
 * layout, whereas ONNX's operators would need the channels moved to the front and back again.
 */
export function convolutionRules({ graph }: Lowering): Rules {
  return {
    Conv2D: ({ attrs, outs }, x, filter) => {
      const window = windowOf(attrs);
      const [, rows, columns, channels] = x.shape;
      const { shape } = outs[0];
      if (asGathered(channels)) {
        const patches = gatherRows(graph, flatMap(graph, x), placesUnder(window, rows, columns));
        return graph.reshape(gemm(graph, patches, matrix(graph, filter)), shape);
      }
      const ins = [graph.transpose(x, toNchw), graph.transpose(filter, [3, 2, 0, 1])];
      const nchw = toNchw.map((i) => shape[i]);
      return graph.transpose(graph.op('Conv', ins, onnxWindow(attrs), nchw), toNhwc);
    },

    ConvGradFilter: ({ attrs, outs }, x, dy) => {
      const window = windowOf(attrs);
      const [, rows, columns, channels] = x.shape;
      const [height, width, from, to] = outs[0].shape;
      if (asGathered(channels)) {
        const patches = gatherRows(graph, flatMap(graph, x), placesUnder(window, rows, columns));
        const gradient = graph.reshape(dy, [patches.shape[0], to]);
        return graph.reshape(gemm(graph, patches, gradient, { ta: true }), outs[0].shape);
      }
      // The convolution of x with dy, with batch and channels swapped.
      const ins = [x, dy].map((v) => graph.transpose(v, [3, 0, 1, 2]));
      const { strides, pads } = window;
      const swapped = { kernel: dy.shape.slice(1, 3), strides: [1, 1], dilations: strides, pads };
      const tried = [from, to, ...tapsTried(window, [rows, columns])];
      const all = graph.op('Conv', ins, swapped, tried);
      const taps = graph.slice(all, [0, 0, 0, 0], [from, to, height, width]);
      return graph.transpose(taps, [2, 3, 0, 1]);
    },

    // One gradient per image: a product for each.
    ConvGradFilters: ({ attrs, outs }, x, dy) => {
      const { shape } = outs[0];
      const [batch, , , channels, to] = shape;
      const [, rows, columns] = x.shape;
      const under = placesUnder(windowOf(attrs), rows, columns);
      const patches = graph.reshape(gatherRows(graph, flatMap(graph, x), under), [
        batch,
        under.length,
        under[0].length * channels,
      ]);
      const gradient = graph.reshape(dy, [batch, under.length, to]);
      const turned = graph.transpose(patches, [0, 2, 1]);
      const products = [batch, patches.shape[2], to];
      return graph.reshape(graph.op('MatMul', [turned, gradient], {}, products), shape);
    },

    ConvGradInput: ({ attrs, outs }, dy, filter) => {
      const window = windowOf(attrs);
      const { shape } = outs[0];
      const [, rows, columns, channels] = shape;
      if (asGathered(channels)) {
        const parts = gatherRows(graph, flatMap(graph, dy), positionsOver(window, rows, columns));
        const turned = matrix(graph, graph.transpose(filter, [0, 1, 3, 2]));
        return graph.reshape(gemm(graph, parts, turned), shape);
      }
      const extra = extraAtEnd(window, [rows, columns]);
      const ins = [graph.transpose(dy, toNchw), graph.transpose(filter, [3, 2, 0, 1])];
      const nchw = toNchw.map((i) => shape[i]);
      const y = graph.op('ConvTranspose', ins, { ...onnxWindow(attrs), extra }, nchw);
      return graph.transpose(y, toNhwc);
    },
  };
}

/** A filter as a matrix with one column for each output channel. */
function matrix(graph: Graph, filter: Value): Value {
  const { shape } = filter;
  return graph.reshape(filter, [elementCount(shape.slice(0, -1)), shape[shape.length - 1]]);
}

/**
 * Rows of a map gathered by a table of positions, with zeros for -1.
 *
 * @param x `[batch, places, channels]`
 * @returns `[batch · rows of the table, columns of the table · channels]`
 */
function gatherRows(graph: Graph, x: Value, table: readonly (readonly number[])[]): Value {
  const [batch, places, channels] = x.shape;
  const holes = table.some((row) => row.includes(-1));
  const from = holes ? graph.concat([x, graph.fill([batch, 1, channels], 0)], 1) : x;
  const [rows, columns] = [table.length, table[0].length];
  const indices = table.flatMap((row) => row.map((place) => (place < 0 ? places : place)));
  const at = graph.constant(indices, [rows, columns], 'int32');
  const gathered = graph.op('Gather', [from, at], { axis: 1 }, [batch, rows, columns, channels]);
  return graph.reshape(gathered, [batch * rows, columns * channels]);
}
