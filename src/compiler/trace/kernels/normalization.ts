import type * as tf from '@tensorflow/tfjs';
import { rule } from '../rule';
import type { Inputs, Rules } from '../rule';

/** Batch normalization with given statistics. */
export const normalization: Rules = {
  FusedBatchNorm: rule<tf.FusedBatchNormAttrs>((graph, inputs, { varianceEpsilon }) => {
    const { x, mean, variance } = inputs;
    const optional: Partial<Inputs> = inputs;
    const { offset, scale } = optional;
    const deviation = graph.unary(
      'Sqrt',
      graph.binary('Add', variance, graph.scalar(varianceEpsilon)),
    );
    const inverse = graph.unary('Reciprocal', deviation);
    const factor = scale ? graph.binary('Mul', inverse, scale) : inverse;
    const scaled = graph.binary('Mul', graph.binary('Sub', x, mean), factor);
    return offset ? graph.binary('Add', scaled, offset) : scaled;
  }),
};
