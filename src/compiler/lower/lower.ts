import { binaryOperators, unaryOperators } from '../graph/operators';
import { order } from '../graph/order';
import { dimensions } from '../graph/shape';
import type { Node, Value } from '../graph/types';
import { convolutionRules } from './convolutions';
import { convolvedPoolRules } from './convolvedPools';
import { depthwiseRules } from './depthwise';
import type { Lowering, Rule, Rules } from './lowering';
import { logSoftmaxRules } from './logSoftmax';
import { LoweringGraph } from './loweringGraph';
import { poolRules } from './pools';
import { productRules } from './products';

/**
 * From a traced graph, with tfjs's operations on `[batch, rows, columns, channels]`, to a graph of
 * ONNX operators that computes the same quickly. The given graph is not changed.
 */
export function lower(outputs: Readonly<Record<string, Value>>): Record<string, Value> {
  const nodes = order(Object.values(outputs));
  const done = new Map<Value, Value>();
  const readers = readersOf(nodes, outputs);
  const lowering: Lowering = {
    graph: new LoweringGraph(),
    lowered: (value) => done.get(value) ?? lowerNode(value.node),
    users: (value) => readers.get(value) ?? [],
  };
  const rules: Rules = {
    ...simpleRules(lowering),
    ...productRules(lowering),
    ...convolutionRules(lowering),
    ...depthwiseRules(lowering),
    ...poolRules(lowering),
  };
  const { rules: pooled, absorbed } = convolvedPoolRules(lowering, nodes);
  const special = new Map([...pooled, ...logSoftmaxRules(lowering, nodes)]);
  const lowerNode = (node: Node): Value => {
    const rule = rules[node.op] ?? generic(lowering);
    const result =
      special.get(node)?.() ?? rule(node, ...node.ins.map((value) => lowering.lowered(value!)));
    done.set(node.outs[0], result);
    return result;
  };
  // Producers first, so that long programs need no deep recursion.
  for (const node of nodes) if (!done.has(node.outs[0]) && !absorbed.has(node)) lowerNode(node);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, lowering.lowered(value)]),
  );
}

function readersOf(
  nodes: readonly Node[],
  outputs: Readonly<Record<string, Value>>,
): Map<Value, (Node | undefined)[]> {
  const readers = new Map<Value, (Node | undefined)[]>();
  const add = (value: Value, reader: Node | undefined): void => {
    const known = readers.get(value);
    if (known) known.push(reader);
    else readers.set(value, [reader]);
  };
  for (const node of nodes) for (const value of node.ins) if (value) add(value, node);
  for (const value of Object.values(outputs)) add(value, undefined);
  return readers;
}

/** Operations that are the same in both graphs, rebuilt so that they simplify again. */
function simpleRules({ graph, lowered, users }: Lowering): Rules {
  return {
    Input: ({ attrs, outs }) => graph.input(attrs.name!, dimensions(outs[0]), outs[0].dtype),
    Const: ({ data, outs }) => graph.constant(data!, outs[0].shape, outs[0].dtype),
    Reshape: ({ attrs }, x) => graph.reshape(x, attrs.shape!),
    Transpose: ({ attrs }, x) => graph.transpose(x, attrs.perm!),
    Expand: ({ attrs }, x) => graph.expand(x, attrs.shape!),
    Cast: ({ attrs }, x) => graph.cast(x, attrs.to!),
    // Read the result of a ReLU, which a product can absorb if nothing else reads the product.
    Step: ({ ins }, x) => {
      const relu = users(ins[0]!).find((node) => node?.op === 'Relu');
      return graph.unary('Step', relu ? lowered(relu.outs[0]) : x);
    },
  };
}

function generic({ graph }: Lowering): Rule {
  return ({ op, attrs, outs }, ...ins) => {
    if (binaryOperators.has(op)) return graph.binary(op, ins[0], ins[1]);
    if (unaryOperators.has(op)) return graph.unary(op, ins[0], attrs);
    if (op.startsWith('Reduce')) return graph.reduce(op, ins[0], attrs.axes!, attrs.keepDims!);
    return graph.op(op, ins, attrs, outs[0].shape, outs[0].dtype);
  };
}
