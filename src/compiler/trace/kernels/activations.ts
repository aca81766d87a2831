import type * as tf from '@tensorflow/tfjs';
import type { Graph } from '../../graph/graph';
import type { Value } from '../../graph/types';
import { TraceError } from '../../traceError';
import { axisOf, rule } from '../rule';
import type { Rule, Rules } from '../rule';

const one =
  (op: string): Rule =>
  (graph, { x }) =>
    graph.unary(op, x);

const relu6 = (graph: Graph, x: Value): Value =>
  graph.binary('Min', graph.unary('Relu', x), graph.scalar(6));

/** Applies the activation of a fused kernel. */
export function activate(
  graph: Graph,
  x: Value,
  { activation, leakyreluAlpha }: tf.FusedConv2DAttrs | tf._FusedMatMulAttrs,
): Value {
  switch (activation as string | null | undefined) {
    case 'linear':
    case null:
    case undefined:
      return x;
    case 'relu':
      return graph.unary('Relu', x);
    case 'relu6':
      return relu6(graph, x);
    case 'elu':
      return graph.unary('Elu', x);
    case 'sigmoid':
      return graph.unary('Sigmoid', x);
    case 'leakyrelu':
      return graph.unary('LeakyRelu', x, { alpha: leakyreluAlpha ?? 0.2 });
    default:
      throw new TraceError(`activation '${activation}' has no rule in a fused kernel`);
  }
}

/** Activation functions and their gradients. */
export const activations: Rules = {
  Elu: one('Elu'),
  EluGrad: (graph, { dy, y }) => {
    const slope = graph.binary('Add', y, graph.scalar(1));
    const positive = graph.binary('GreaterOrEqual', y, graph.scalar(0));
    return graph.binary('Mul', dy, graph.select(positive, graph.scalar(1), slope));
  },
  LeakyRelu: rule<tf.LeakyReluAttrs>((graph, { x }, { alpha }) =>
    graph.unary('LeakyRelu', x, { alpha }),
  ),
  Prelu: (graph, { x, alpha }) => {
    const positive = graph.binary('GreaterOrEqual', x, graph.scalar(0));
    return graph.select(positive, x, graph.binary('Mul', x, alpha));
  },
  Relu: one('Relu'),
  Relu6: (graph, { x }) => relu6(graph, x),
  Selu: one('Selu'),
  Sigmoid: one('Sigmoid'),
  Softmax: rule<tf.SoftmaxAttrs>((graph, { logits: x }, { dim }) =>
    graph.op('Softmax', [x], { axis: axisOf(dim, x.shape.length) }, x.shape),
  ),
  Softplus: one('Softplus'),
  Step: rule<Partial<tf.StepAttrs>>((graph, { x }, { alpha = 0 }) =>
    alpha === 0
      ? graph.unary('Step', x)
      : graph.select(
          graph.binary('Greater', x, graph.scalar(0)),
          graph.scalar(1),
          graph.scalar(alpha),
        ),
  ),
  Tanh: one('Tanh'),
};
