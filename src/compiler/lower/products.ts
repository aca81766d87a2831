import { elementCount } from '../../core/shape';
import { range, same } from '../graph/shape';
import type { Graph } from '../graph/graph';
import type { Node, Value } from '../graph/types';
import type { Lowering, Rules } from './lowering';

/** What `gemm` can do besides multiplying. */
export interface GemmOptions {
  /** Whether to transpose the operands. */
  readonly ta?: boolean;
  readonly tb?: boolean;
  /** Added to the product. */
  readonly c?: Value;
  /** A factor of the product. */
  readonly alpha?: number;
}

/** `alpha · a b + c` of two matrices; their transpositions become flags. */
export function gemm(
  graph: Graph,
  a: Value,
  b: Value,
  { ta = false, tb = false, c, alpha = 1 }: GemmOptions = {},
): Value {
  const [first, turnLeft] = turned(a, ta);
  const [second, turnRight] = turned(b, tb);
  const [left, p] = unscaled(graph, first);
  const [right, q] = unscaled(graph, second);
  const shape = [left.shape[turnLeft ? 1 : 0], right.shape[turnRight ? 0 : 1]];
  const attrs = { ta: turnLeft, tb: turnRight, alpha: alpha * p * q };
  return graph.op('Gemm', c ? [left, right, c] : [left, right], attrs, shape);
}

/** A matrix without its scalar factor, and the factor. */
function unscaled(graph: Graph, matrix: Value): [Value, factor: number] {
  const [x, number] = matrix.node.op === 'Mul' ? matrix.node.ins : [];
  const factor = x && number && same(x.shape, matrix.shape) ? graph.number(number) : undefined;
  return factor === undefined ? [matrix, 1] : [x!, factor];
}

function turned(matrix: Value, flag: boolean): [Value, boolean] {
  return matrix.node.op === 'Transpose' ? [matrix.node.ins[0]!, !flag] : [matrix, flag];
}

/**
 * The longest sum that may be accumulated onto the weights it updates. Each addition is rounded at
 * the magnitude of a weight, so a long sum would lose digits.
 */
export const longestUpdate = 512;

/** Matrix products, and what they can absorb: a bias, the update of a weight. */
export function productRules({ graph, lowered, users }: Lowering): Rules {
  /** A product of matrices, perhaps times a number, that has no other reader. */
  const product = (value: Value): { node: Node; alpha: number } | undefined => {
    const single = (v: Value): boolean => users(v).length === 1;
    const factor = value.node.op === 'Mul' ? value.node.ins[1]! : undefined;
    const scaled = factor?.node.op === 'Const' && elementCount(factor.shape) === 1 && single(value);
    const matrix = scaled ? value.node.ins[0]! : value;
    const { node } = matrix;
    if (node.op !== 'MatMul' || matrix.shape.length !== 2 || !single(matrix)) return undefined;
    return { node, alpha: scaled ? graph.number(factor)! : 1 };
  };
  const gemmOf = ({ attrs, ins }: Node, options: GemmOptions): Value =>
    gemm(graph, lowered(ins[0]!), lowered(ins[1]!), { ta: attrs.ta, tb: attrs.tb, ...options });

  return {
    Add: ({ ins }, a, b) => {
      const found = product(ins[0]!);
      return found?.alpha === 1 && b.shape.length === 1
        ? gemmOf(found.node, { c: b })
        : graph.binary('Add', a, b);
    },
    Sub: ({ ins, outs }, a, b) => {
      const found = product(ins[1]!);
      if (!found || !same(a.shape, outs[0].shape)) return graph.binary('Sub', a, b);
      const length = found.node.ins[0]!.shape[found.node.attrs.ta ? 0 : 1];
      if (length > longestUpdate) return graph.binary('Sub', a, b);
      return gemmOf(found.node, { c: a, alpha: -found.alpha });
    },
    MatMul: ({ attrs, outs }, a, b) => {
      if (outs[0].shape.length === 2) return gemm(graph, a, b, { ta: attrs.ta, tb: attrs.tb });
      const turn = (v: Value, flag?: boolean): Value => {
        const rank = v.shape.length;
        return flag ? graph.transpose(v, [...range(rank - 2), rank - 1, rank - 2]) : v;
      };
      return graph.op('MatMul', [turn(a, attrs.ta), turn(b, attrs.tb)], {}, outs[0].shape);
    },
  };
}
