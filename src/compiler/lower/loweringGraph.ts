import { elementCount } from '../../core/shape';
import { Graph } from '../graph/graph';
import { range, same } from '../graph/shape';
import type { Attributes, DType, Value } from '../graph/types';

/** How many numbers the widest vector instructions process at once. */
const vectorWidth = 16;

/** The inverse of a permutation. */
export function inverse(perm: readonly number[]): number[] {
  return range(perm.length).map((i) => perm.indexOf(i));
}

/**
 * A graph in which transpositions sink: `f(transpose(x))` becomes `transpose(f(x))` for every
 * element-wise `f`, until two of them cancel or a matrix product absorbs one. A ReLU goes before a
 * product's reshape because ONNX Runtime fuses it into the product.
 */
export class LoweringGraph extends Graph {
  override unary(op: string, x: Value, attrs: Attributes = {}): Value {
    const inner = transposed(x);
    if (inner) return this.transpose(this.unary(op, inner.x, attrs), inner.perm);
    const product = op === 'Relu' ? reshapedProduct(x) : undefined;
    return product
      ? this.reshape(super.unary(op, product, attrs), x.shape)
      : super.unary(op, x, attrs);
  }

  override cast(x: Value, dtype: DType): Value {
    const inner = transposed(x);
    return inner ? this.transpose(this.cast(inner.x, dtype), inner.perm) : super.cast(x, dtype);
  }

  override transpose(x: Value, perm: readonly number[]): Value {
    return this.#turnedProduct(x, perm) ?? super.transpose(x, perm);
  }

  override binary(op: string, a: Value, b: Value): Value {
    return (
      this.#sunk(a, b, (x, other) => [x, other], op) ??
      this.#sunk(b, a, (x, other) => [other, x], op) ??
      super.binary(op, a, b)
    );
  }

  override reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
    const inner = transposed(x);
    if (!inner) return super.reduce(op, x, axes, keepDims);
    const { perm } = inner;
    const reduced = this.reduce(
      op,
      inner.x,
      axes.map((axis) => perm[axis]),
      true,
    );
    const y = this.transpose(reduced, perm);
    if (keepDims) return y;
    return this.reshape(
      y,
      y.shape.filter((_, i) => !axes.includes(i)),
    );
  }

  /**
   * `a wᵀ` as `[batch, …places, channels]` with the batch moved in front of the channels: a
   * separate product for each place gives exactly that. Its rows must be at least as long as the
   * processor's vectors.
   */
  #turnedProduct(x: Value, perm: readonly number[]): Value | undefined {
    const last = perm.length - 1;
    const { op, ins, attrs } = x.node.op === 'Reshape' ? x.node.ins[0]!.node : x.node;
    const [batch, channels] = [x.shape[0], x.shape[last]];
    if (op !== 'Gemm' || attrs.ta || !attrs.tb || attrs.alpha !== 1 || ins[2]) return undefined;
    if (!same(perm, [...range(last - 1).map((i) => i + 1), 0, last])) return undefined;
    if (last < 2 || ins[0]!.shape[0] !== batch || channels % vectorWidth !== 0) return undefined;
    const [places, length] = [ins[1]!.shape[0] / channels, ins[1]!.shape[1]];
    const w = this.transpose(this.reshape(ins[1]!, [places, channels, length]), [0, 2, 1]);
    const product = this.op('MatMul', [ins[0], w], {}, [places, batch, channels]);
    return this.reshape(
      product,
      perm.map((p) => x.shape[p]),
    );
  }

  /** The operation below the transposition of `t`, if `t` is one. */
  #sunk(
    t: Value,
    other: Value,
    operands: (x: Value, other: Value) => [Value, Value],
    op: string,
  ): Value | undefined {
    const inner = transposed(t);
    if (!inner || other.shape.length > t.shape.length) return undefined;
    const moved = this.#moved(other, inner.perm);
    const [a, b] = operands(inner.x, moved);
    // An operand that has only just received a transposition must not pass it back.
    const sinksFurther = moved.node.op !== 'Transpose';
    const y = sinksFurther ? this.binary(op, a, b) : super.binary(op, a, b);
    return this.transpose(y, inner.perm);
  }

  /** The other operand, rearranged to match the input of a transposition. */
  #moved(other: Value, perm: readonly number[]): Value {
    if (elementCount(other.shape) === 1) return this.reshape(other, []);
    if (other.shape.length === 1 && perm.at(-1) === perm.length - 1) return other;
    const front = range(perm.length - other.shape.length).map(() => 1);
    return this.transpose(this.reshape(other, [...front, ...other.shape]), inverse(perm));
  }
}

/** The input of a transposition, and its permutation. */
function transposed({ node }: Value): { x: Value; perm: readonly number[] } | undefined {
  return node.op === 'Transpose' ? { x: node.ins[0]!, perm: node.attrs.perm! } : undefined;
}

/** The matrix product that is reshaped to `x`, if `x` is that. */
function reshapedProduct({ node }: Value): Value | undefined {
  const [x] = node.ins;
  return node.op === 'Reshape' && x?.node.op === 'Gemm' ? x : undefined;
}
