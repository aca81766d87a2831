import type * as tf from '@tensorflow/tfjs';
import { elementCount } from '../../../core/shape';
import type { Graph } from '../../graph/graph';
import type { Value } from '../../graph/types';
import { axesOf, axisOf, rule } from '../rule';
import type { Rule, Rules } from '../rule';

const fold = (op: string): Rule =>
  rule<tf.MinAttrs>((graph, { x }, { axis, keepDims }) =>
    graph.reduce(op, x, axesOf(axis, x.shape.length), keepDims),
  );

/** Whether the largest or smallest truth value along the axes is true. */
const quantifier = (op: string): Rule =>
  rule<tf.AllAttrs>((graph, { x }, { axis, keepDims }) => {
    const numbers = graph.cast(x, 'int32');
    const extreme = graph.reduce(op, numbers, axesOf(axis, x.shape.length), keepDims);
    return graph.unary('Not', graph.binary('Equal', extreme, graph.scalar(0, 'int32')));
  });

function mean(graph: Graph, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const sum = graph.reduce('ReduceSum', graph.cast(x, 'float32'), axes, keepDims);
  return graph.binary(
    'Mul',
    sum,
    graph.scalar(1 / elementCount(axes.map((axis) => x.shape[axis]))),
  );
}

/** Sums, extremes and the like along axes. */
export const reductions: Rules = {
  All: quantifier('ReduceMin'),
  Any: quantifier('ReduceMax'),
  ArgMax: rule<tf.ArgMaxAttrs>((graph, { x }, attrs) => {
    const axis = axisOf(attrs.axis, x.shape.length);
    const one = x.shape.map((length, i) => (i === axis ? 1 : length));
    const position = graph.op('ArgMax', [x], { axis }, one, 'int64');
    const rest = x.shape.filter((_, i) => i !== axis);
    return graph.reshape(graph.cast(position, 'int32'), rest);
  }),
  Max: rule<tf.MaxAttrs>((graph, { x }, { reductionIndices, keepDims }) =>
    graph.reduce('ReduceMax', x, axesOf(reductionIndices, x.shape.length), keepDims),
  ),
  Mean: rule<tf.MeanAttrs>((graph, { x }, { axis, keepDims }) =>
    mean(graph, x, axesOf(axis, x.shape.length), keepDims),
  ),
  Min: fold('ReduceMin'),
  Prod: fold('ReduceProd'),
  Sum: rule<tf.SumAttrs>((graph, { x }, { axis, keepDims }) => {
    const numbers = x.dtype === 'bool' ? graph.cast(x, 'int32') : x;
    return graph.reduce('ReduceSum', numbers, axesOf(axis, x.shape.length), keepDims);
  }),
};
