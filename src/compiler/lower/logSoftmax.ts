import { same } from '../graph/shape';
import type { Node, Value } from '../graph/types';
import type { Lowering } from './lowering';

/**
 * Finds `s - log(sum(exp(s)))` with `s = z - max(z)` along the last axis, as tfjs computes
 * logSoftmax, and turns it into one operator.
 */
export function logSoftmaxRules(
  { graph, lowered }: Lowering,
  nodes: readonly Node[],
): Map<Node, () => Value> {
  const rules = new Map<Node, () => Value>();
  for (const node of nodes) {
    const z = logits(node);
    if (!z) continue;
    const attrs = { axis: z.shape.length - 1 };
    rules.set(node, () => graph.op('LogSoftmax', [lowered(z)], attrs, z.shape));
  }
  return rules;
}

/** The argument of a node's logSoftmax, if it is one. */
function logits({ op, ins }: Node): Value | undefined {
  if (op !== 'Sub') return undefined;
  const [shifted, log] = ins as readonly Value[];
  const sum = inputOf(log, 'Log');
  const exp = sum && alongLast(sum, 'ReduceSum');
  if (!exp || inputOf(exp, 'Exp') !== shifted || shifted.node.op !== 'Sub') return undefined;
  const [z, max] = shifted.node.ins as readonly Value[];
  return alongLast(max, 'ReduceMax') === z ? z : undefined;
}

function inputOf({ node }: Value, op: string): Value | undefined {
  return node.op === op ? node.ins[0] : undefined;
}

/** The operand of a reduction along the last axis, which is kept with length 1. */
function alongLast(value: Value, op: string): Value | undefined {
  const x = inputOf(value, op);
  const { axes, keepDims } = value.node.attrs;
  return x && keepDims && same(axes!, [x.shape.length - 1]) ? x : undefined;
}
