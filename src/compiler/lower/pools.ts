import { elementCount } from '../../core/shape';
import { range } from '../graph/shape';
import type { Attributes, Value } from '../graph/types';
import type { Lowering, Rules } from './lowering';
import { maximum, maximumGradients, maximumTree } from './maxima';
import {
  extraAtEnd,
  flatMap,
  onnxWindow,
  placesUnder,
  tiles,
  toNchw,
  toNhwc,
  windowOf,
} from './windows';
import type { Window } from './windows';

/** Windows with more cells than this are left to ONNX's own operators. */
const mostCells = 16;

/**
 * Pooling. A max pool whose windows tile the map is a tree of pairwise maxima over the cells of its
 * windows: ONNX's MaxPool is slow if the positions of the maxima are requested.
 */
export function poolRules({ graph }: Lowering): Rules {
  const treeOf = (window: Window, x: Value) =>
    maximumTree(
      graph,
      cellPlaces(window, x).map((places) => {
        const [, rows, columns] = window.outShape;
        const at = graph.constant(places, [rows * columns], 'int32');
        const shape = [x.shape[0], rows * columns, x.shape[3]];
        // Gather copies whole rows; ONNX Runtime would move a Slice after a slow transposition.
        const cell = graph.op('Gather', [flatMap(graph, x), at], { axis: 1 }, shape);
        return graph.reshape(cell, window.outShape);
      }),
    );
  const withIndices = (attrs: Attributes, x: Value): readonly Value[] => {
    const shape = toNchw.map((i) => attrs.outShape![i]);
    return graph.node('MaxPool', [graph.transpose(x, toNchw)], onnxWindow(attrs), [
      [shape, 'float32'],
      [shape, 'int64'],
    ]);
  };

  return {
    MaxPoolNHWC: ({ attrs }, x) => {
      const window = windowOf(attrs);
      if (asTree(window)) return maximum(treeOf(window, x));
      return graph.transpose(withIndices(attrs, x)[0], toNhwc);
    },

    MaxPoolGrad: ({ attrs }, dy, x) => {
      const window = windowOf(attrs);
      const [batch, rows, columns, channels] = x.shape;
      if (asTree(window)) {
        const gradients = maximumGradients(graph, treeOf(window, x), dy);
        const flat = gradients.map((gradient) => flatMap(graph, gradient));
        const places = cellPlaces(window, x).flat();
        const from = range(rows * columns).map(() => places.length); // zeros outside every window
        places.forEach((place, i) => (from[place] = i));
        const zeros = graph.fill([batch, 1, channels], 0);
        const all = graph.concat(places.length < from.length ? [...flat, zeros] : flat, 1);
        const at = graph.constant(from, [from.length], 'int32');
        const shape = [batch, from.length, channels];
        return graph.reshape(graph.op('Gather', [all, at], { axis: 1 }, shape), x.shape);
      }
      const nchw = toNchw.map((i) => x.shape[i]);
      const flat = (v: Value): Value => graph.reshape(v, [elementCount(v.shape)]);
      const ins = [
        graph.fill([elementCount(nchw)], 0),
        flat(withIndices(attrs, x)[1]),
        flat(graph.transpose(dy, toNchw)),
      ];
      const options = { axis: 0, reduction: 'add' } as const;
      const spread = graph.op('ScatterElements', ins, options, [elementCount(nchw)]);
      return graph.transpose(graph.reshape(spread, nchw), toNhwc);
    },

    AvgPoolNHWC: ({ attrs, outs }, x) => {
      const nchw = toNchw.map((i) => outs[0].shape[i]);
      const ins = [graph.transpose(x, toNchw)];
      return graph.transpose(graph.op('AveragePool', ins, onnxWindow(attrs), nchw), toNhwc);
    },

    // tfjs divides by the number of all cells, including those outside the map.
    AvgPoolGrad: ({ attrs, outs }, dy) => {
      const window = windowOf(attrs);
      const [batch, rows, columns, channels] = outs[0].shape;
      const [, r, q] = dy.shape;
      const { kernel } = window;
      const turned = graph.transpose(dy, toNchw);
      if (tiles(window)) {
        const share = graph.binary('Mul', turned, graph.scalar(1 / elementCount(kernel)));
        const cells = graph.expand(graph.reshape(share, [batch, channels, r, 1, q, 1]), [
          batch,
          channels,
          r,
          kernel[0],
          q,
          kernel[1],
        ]);
        const covered = [r * kernel[0], q * kernel[1]];
        const y = graph.pad(graph.reshape(cells, [batch, channels, ...covered]), [
          [0, 0],
          [0, 0],
          [0, rows - covered[0]],
          [0, columns - covered[1]],
        ]);
        return graph.transpose(y, toNhwc);
      }
      const ones = graph.fill([1, 1, ...kernel], 1 / elementCount(kernel));
      const flat = graph.reshape(turned, [batch * channels, 1, r, q]);
      const options = { ...onnxWindow(attrs), extra: extraAtEnd(window, [rows, columns]) };
      const shape = [batch * channels, 1, rows, columns];
      const spread = graph.op('ConvTranspose', [flat, ones], options, shape);
      return graph.transpose(graph.reshape(spread, [batch, channels, rows, columns]), toNhwc);
    },
  };
}

function asTree(window: Window): boolean {
  return tiles(window) && elementCount(window.kernel) <= mostCells;
}

/** For every cell of the window, its position on the flat map at each position of the window. */
function cellPlaces(window: Window, x: Value): number[][] {
  const under = placesUnder(window, x.shape[1], x.shape[2]);
  return range(elementCount(window.kernel)).map((cell) => under.map((places) => places[cell]));
}
