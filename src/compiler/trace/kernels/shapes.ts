import * as tf from '@tensorflow/tfjs';
import { elementCount } from '../../../core/shape';
import type { Graph } from '../../graph/graph';
import { range } from '../../graph/shape';
import type { Value } from '../../graph/types';
import { axisOf, rule } from '../rule';
import type { Rules } from '../rule';

/** `length` entries of `x` along one axis, starting at `begin`. */
function part(graph: Graph, x: Value, axis: number, begin: number, length: number): Value {
  return graph.slice(
    x,
    x.shape.map((_, i) => (i === axis ? begin : 0)),
    x.shape.map((whole, i) => (i === axis ? length : whole)),
  );
}

/** Fills in the length that a shape gives as -1. */
function completed(shape: readonly number[], total: number): number[] {
  const known = elementCount(shape.filter((length) => length !== -1));
  return shape.map((length) => (length === -1 ? total / known : length));
}

/** Kernels that only rearrange numbers. */
export const shapes: Rules = {
  Concat: rule<tf.ConcatAttrs>((graph, inputs, { axis }) => {
    const parts = Object.values(inputs);
    return graph.concat(parts, axisOf(axis, parts[0].shape.length));
  }),
  ExpandDims: rule<tf.ExpandDimsAttrs>((graph, { input }, { dim }) => {
    const shape = input.shape.slice();
    shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
    return graph.reshape(input, shape);
  }),
  Pack: rule<tf.PackAttrs>((graph, inputs, attrs) => {
    const parts = Object.values(inputs);
    const shape = parts[0].shape.slice();
    const axis = axisOf(attrs.axis, shape.length + 1);
    shape.splice(axis, 0, 1);
    return graph.concat(
      parts.map((x) => graph.reshape(x, shape)),
      axis,
    );
  }),
  PadV2: rule<tf.PadV2Attrs>((graph, { x }, { paddings, constantValue }) =>
    graph.pad(x, paddings, constantValue),
  ),
  Reshape: rule<tf.ReshapeAttrs>((graph, { x }, { shape }) =>
    graph.reshape(x, completed(shape, elementCount(x.shape))),
  ),
  Slice: rule<tf.SliceAttrs>((graph, { x }, attrs) => {
    const like = { shape: x.shape, rank: x.shape.length } as unknown as tf.Tensor;
    const [begin, lengths] = tf.slice_util.parseSliceParams(like, attrs.begin, attrs.size);
    return graph.slice(x, begin, lengths);
  }),
  SplitV: rule<tf.SplitVAttrs>((graph, { x }, { numOrSizeSplits, axis: along }) => {
    const axis = axisOf(along, x.shape.length);
    const like = { shape: x.shape } as unknown as tf.Tensor;
    let begin = 0;
    return tf.backend_util.prepareSplitSize(like, numOrSizeSplits, axis).map((length) => {
      begin += length;
      return part(graph, x, axis, begin - length, length);
    });
  }),
  Tile: rule<tf.TileAttrs>((graph, { x }, { reps }) => {
    const shape = x.shape.map((length, i) => length * reps[i]);
    const repeatsOnes = x.shape.every((length, i) => length === 1 || reps[i] === 1);
    return repeatsOnes ? graph.expand(x, shape) : graph.op('Tile', [x], { reps }, shape, x.dtype);
  }),
  Transpose: rule<tf.TransposeAttrs>((graph, { x }, { perm }) => graph.transpose(x, perm)),
  Unpack: rule<tf.UnpackAttrs>((graph, { value: x }, attrs) => {
    const axis = axisOf(attrs.axis, x.shape.length);
    const shape = x.shape.filter((_, i) => i !== axis);
    return range(x.shape[axis]).map((i) => graph.reshape(part(graph, x, axis, i, 1), shape));
  }),
};
