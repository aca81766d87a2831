import type * as tf from '@tensorflow/tfjs';
import type { Value } from '../../graph/types';
import { rule } from '../rule';
import type { Rule, Rules } from '../rule';

const one =
  (op: string): Rule =>
  (graph, { x }) =>
    graph.unary(op, x);

const two =
  (op: string): Rule =>
  (graph, { a, b }) =>
    graph.binary(op, a, b);

const unary: Rules = {
  Abs: one('Abs'),
  Ceil: one('Ceil'),
  Cos: one('Cos'),
  Erf: one('Erf'),
  Exp: one('Exp'),
  Expm1: (graph, { x }) => graph.binary('Sub', graph.unary('Exp', x), graph.scalar(1)),
  Floor: one('Floor'),
  Log: one('Log'),
  Log1p: (graph, { x }) => graph.unary('Log', graph.binary('Add', x, graph.scalar(1))),
  Neg: (graph, { x }) => graph.neg(x),
  Reciprocal: one('Reciprocal'),
  Round: one('Round'),
  Rsqrt: (graph, { x }) => graph.unary('Reciprocal', graph.unary('Sqrt', x)),
  Sign: one('Sign'),
  Sin: one('Sin'),
  Sqrt: one('Sqrt'),
  Square: (graph, { x }) => graph.binary('Mul', x, x),
};

const binary: Rules = {
  Add: two('Add'),
  Maximum: two('Max'),
  Minimum: two('Min'),
  Multiply: two('Mul'),
  Pow: two('Pow'),
  RealDiv: two('Div'),
  SquaredDifference: (graph, { a, b }) => {
    const difference = graph.binary('Sub', a, b);
    return graph.binary('Mul', difference, difference);
  },
  Sub: two('Sub'),
};

const others: Rules = {
  AddN: (graph, inputs) => Object.values(inputs).reduce((a, b) => graph.binary('Add', a, b)),
  Cast: rule<tf.CastAttrs>((graph, { x }, { dtype }) =>
    dtype === 'bool'
      ? graph.unary('Not', graph.binary('Equal', x, graph.scalar(0, x.dtype)))
      : graph.cast(x, dtype as 'float32' | 'int32'),
  ),
  ClipByValue: rule<tf.ClipByValueAttrs>((graph, { x }, { clipValueMin, clipValueMax }) => {
    const atLeast = graph.binary('Max', x, graph.scalar(clipValueMin, x.dtype));
    return graph.binary('Min', atLeast, graph.scalar(clipValueMax, x.dtype));
  }),
  Fill: rule<tf.FillAttrs>((graph, _, { shape, value, dtype }) =>
    graph.fill(shape, value as number, dtype as Value['dtype'] | undefined),
  ),
  Identity: (_, { x }) => x,
  OnesLike: (graph, { x }) => graph.fill(x.shape, 1, x.dtype),
  ZerosLike: (graph, { x }) => graph.fill(x.shape, 0, x.dtype),
};

/** Arithmetic on each entry. */
export const elementwise: Rules = { ...unary, ...binary, ...others };
