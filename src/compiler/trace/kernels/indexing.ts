import type * as tf from '@tensorflow/tfjs';
import { range } from '../../graph/shape';
import { TraceError } from '../../traceError';
import { axesOf, axisOf, rule } from '../rule';
import type { Rules } from '../rule';

/** Kernels that pick entries by their positions. */
export const indexing: Rules = {
  GatherV2: rule<tf.GatherV2Attrs>((graph, { x, indices }, attrs) => {
    if (attrs.batchDims) throw new TraceError('gather with batchDims has no rule');
    const axis = axisOf(attrs.axis, x.shape.length);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return graph.op('Gather', [x, indices], { axis }, shape, x.dtype);
  }),
  /** Rows of a table; a class number outside the table is an error when the graph runs. */
  OneHot: rule<tf.OneHotAttrs>((graph, { indices }, { depth, onValue, offValue, dtype }) => {
    const type = dtype === 'float32' ? 'float32' : 'int32';
    const entries = range(depth * depth).map((i) => (i % (depth + 1) === 0 ? onValue : offValue));
    const table = graph.constant(entries, [depth, depth], type);
    return graph.op('Gather', [table, indices], { axis: 0 }, [...indices.shape, depth], type);
  }),
  Reverse: rule<tf.ReverseAttrs>((graph, { x }, { dims }) =>
    axesOf(dims, x.shape.length).reduce((value, axis) => {
      const backwards = range(x.shape[axis]).reverse();
      const index = graph.constant(backwards, [backwards.length], 'int32');
      return graph.op('Gather', [value, index], { axis }, value.shape, value.dtype);
    }, x),
  ),
  UnsortedSegmentSum: rule<tf.UnsortedSegmentSumAttrs>((graph, { x, segmentIds }, attrs) => {
    const shape = [attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)];
    const rows = graph.reshape(graph.cast(segmentIds, 'int64'), [...segmentIds.shape, 1]);
    const zeros = graph.fill(shape, 0, x.dtype);
    return graph.op('ScatterND', [zeros, rows, x], { reduction: 'add' }, shape, x.dtype);
  }),
};
