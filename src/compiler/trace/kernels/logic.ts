import type { Rule, Rules } from '../rule';

const compare =
  (op: string): Rule =>
  (graph, { a, b }) =>
    graph.binary(op, a, b);

/** Comparisons and choices. */
export const logic: Rules = {
  Equal: compare('Equal'),
  Greater: compare('Greater'),
  GreaterEqual: compare('GreaterOrEqual'),
  IsNan: (graph, { x }) => graph.unary('IsNaN', x),
  Less: compare('Less'),
  LessEqual: compare('LessOrEqual'),
  LogicalAnd: compare('And'),
  LogicalNot: (graph, { x }) => graph.unary('Not', x),
  LogicalOr: compare('Or'),
  NotEqual: (graph, { a, b }) => graph.unary('Not', graph.binary('Equal', a, b)),
  Select: (graph, { condition, t, e }) => graph.select(condition, t, e),
};
