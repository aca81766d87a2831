import { elementCount } from '../../core/shape';
import { commonFactor, negated, rowSum } from './algebra';
import { arithmetic, comparisons } from './operators';
import { isLogSoftmax, isMaskedPoolGrad, trimmed } from './patterns';
import { broadcast, same } from './shape';
import { ShapeGraph } from './shapeGraph';
import type { Attributes, Value } from './types';

/** A tensor program under construction, simplified as it is built. Images are NHWC. */
export class Graph extends ShapeGraph {
  unary(op: string, x: Value, attrs: Attributes = {}): Value {
    if (op === 'Relu' && x.node.op === 'Relu') return x;
    return this.op(op, [x], attrs, x.shape, op === 'Not' || op === 'IsNaN' ? 'bool' : x.dtype);
  }

  neg(x: Value): Value {
    return this.binary('Mul', x, this.scalar(-1, x.dtype));
  }

  binary(op: string, a: Value, b: Value): Value {
    const shape = broadcast(a.shape, b.shape);
    // An operand that is only broadcast stays small if the other one has the full shape.
    if (a.node.op === 'Expand' && same(b.shape, shape)) return this.binary(op, a.node.ins[0]!, b);
    if (b.node.op === 'Expand' && same(a.shape, shape)) return this.binary(op, a, b.node.ins[0]!);
    return (
      this.#withNumbers(op, a, b, shape) ??
      this.#withoutFrontAxes(op, a, b, shape) ??
      this.#pattern(op, a, b) ??
      this.op(op, [a, b], {}, shape, comparisons.has(op) ? 'bool' : a.dtype)
    );
  }

  /** Folds constants, drops neutral ones and combines factors. */
  #withNumbers(op: string, a: Value, b: Value, shape: readonly number[]): Value | undefined {
    const p = this.number(a);
    const q = this.number(b);
    const fold = arithmetic.get(op);
    if (fold && p !== undefined && q !== undefined && a.dtype !== 'int64') {
      const result = fold(p, q);
      return this.fill(shape, a.dtype === 'float32' ? result : Math.trunc(result), a.dtype);
    }
    const neutral = op === 'Mul' || op === 'Div' ? 1 : op === 'Add' || op === 'Sub' ? 0 : undefined;
    if (neutral !== undefined && q === neutral) return this.expand(a, shape);
    if (neutral !== undefined && p === neutral && (op === 'Mul' || op === 'Add')) {
      return this.expand(b, shape);
    }
    if (op === 'Mul' && p !== undefined && q === undefined) return this.binary('Mul', b, a);
    if (op === 'Div' && q !== undefined && a.dtype === 'float32') {
      return this.binary('Mul', a, this.expand(this.scalar(1 / q), b.shape));
    }
    if (op === 'Mul' && q !== undefined && same(a.shape, shape)) return this.#scaled(a, q, b);
    return op === 'Add' ? this.#difference(a, b) : undefined;
  }

  /** `a · q`; two consecutive factors become one. */
  #scaled(a: Value, q: number, b: Value): Value {
    const factor = a.node.op === 'Mul' ? this.number(a.node.ins[1]!) : undefined;
    const inner = a.node.ins[0];
    if (factor !== undefined && inner && same(inner.shape, a.shape)) {
      return this.binary('Mul', inner, this.scalar(q * factor, b.dtype));
    }
    return this.op('Mul', [a, this.scalar(q, b.dtype)], {}, a.shape, a.dtype);
  }

  /** `a + (-1) · b` as `a - b`. */
  #difference(a: Value, b: Value): Value | undefined {
    if (b.node.op !== 'Mul' || this.number(b.node.ins[1]!) !== -1) return undefined;
    const positive = b.node.ins[0]!;
    return same(positive.shape, b.shape) ? this.binary('Sub', a, positive) : undefined;
  }

  /** tfjs multiplies matrices as `[1, rows, columns]`; the 1 moves outward. */
  #withoutFrontAxes(op: string, a: Value, b: Value, shape: readonly number[]): Value | undefined {
    const front = trimmed(a);
    if (!front || (b.shape.length > front.shape.length && elementCount(b.shape) !== 1))
      return undefined;
    const other = elementCount(b.shape) === 1 ? this.reshape(b, []) : b;
    return this.reshape(this.binary(op, front, other), shape);
  }

  /** Combinations that a single operation computes better. */
  #pattern(op: string, a: Value, b: Value): Value | undefined {
    if (op === 'Sub' && isLogSoftmax(a, b)) {
      return this.op('LogSoftmax', [a], { axis: a.shape.length - 1 }, a.shape);
    }
    const common = op === 'Sub' ? commonFactor(a, b) : undefined;
    if (common) return this.binary('Mul', common[0], this.binary('Sub', common[1], common[2]));
    if (op === 'Mul') {
      const product = this.#withoutSign(a, b) ?? this.#withoutSign(b, a);
      if (product) return product;
    }
    if (op === 'Mul' && isMaskedPoolGrad(a, b)) {
      // Both are 0 where a window's maximum is not positive: mask after the pool, on less data.
      const [z, { attrs }] = [b.node.ins[0]!, a.node];
      const positive = this.unary('Step', this.maxPool(z, attrs));
      return this.maxPoolGrad(this.binary('Mul', a.node.ins[0]!, positive), z, attrs);
    }
    return undefined;
  }

  /** `-x · (p - q)` as `x · (q - p)`. */
  #withoutSign(a: Value, difference: Value): Value | undefined {
    const { op, ins } = difference.node;
    const found = op === 'Sub' ? negated(a, (v) => this.number(v)) : undefined;
    if (!found) return undefined;
    const turned = this.binary('Sub', ins[1]!, ins[0]!);
    return this.binary('Mul', this.reshape(found.x, found.shape), turned);
  }

  /** `a` where the condition holds, `b` elsewhere. */
  select(condition: Value, a: Value, b: Value): Value {
    const shape = broadcast(condition.shape, broadcast(a.shape, b.shape));
    const ins = [a, b].map((v) => {
      const number = this.number(v);
      return number === undefined ? v : this.scalar(number, v.dtype);
    });
    const small = broadcast(condition.shape, broadcast(ins[0].shape, ins[1].shape));
    return this.expand(this.op('Where', [condition, ...ins], {}, small, a.dtype), shape);
  }

  /** ReduceSum, ReduceMax, ReduceMin, ReduceProd. */
  reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
    const sorted = axes.slice().sort((p, q) => p - q);
    const out = x.shape.flatMap((length, i) =>
      sorted.includes(i) ? (keepDims ? [1] : []) : [length],
    );
    if (sorted.every((i) => x.shape[i] === 1)) return this.reshape(x, out);
    const front = trimmed(x);
    if (front) {
      const extra = x.shape.length - front.shape.length;
      const inner = sorted.filter((i) => i >= extra).map((i) => i - extra);
      return this.reshape(this.reduce(op, front, inner, keepDims), out);
    }
    if (op === 'ReduceSum' && x.node.op === 'MaxPoolGrad' && same(sorted, [0, 1, 2])) {
      return this.reduce(op, x.node.ins[0]!, sorted, keepDims); // each window passes on its whole gradient
    }
    if (op === 'ReduceSum' && same(sorted, [x.shape.length - 1])) {
      const sums = this.#pickedRows(x);
      if (sums) return this.reshape(sums, out);
    }
    return this.op(op, [x], { axes: sorted, keepDims }, out, x.dtype);
  }

  /**
   * The row sums of `s · rows`, where `s` has one number per row and all rows have the same sum.
   */
  #pickedRows({ node, shape }: Value): Value | undefined {
    if (node.op !== 'Mul') return undefined;
    const column = [...shape.slice(0, -1), 1];
    for (const [s, rows] of [node.ins, node.ins.slice().reverse()] as Value[][]) {
      const sum = same(s.shape, column) && same(rows.shape, shape) ? rowSum(rows) : undefined;
      if (sum !== undefined) return this.binary('Mul', s, this.scalar(sum));
    }
    return undefined;
  }

  /** The product along the last two axes; `ta` and `tb` transpose them first. */
  matMul(a: Value, b: Value, ta: boolean, tb: boolean): Value {
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const batch = broadcast(batchA, batchB);
    if (batch.length > 0 && elementCount(batchA) === 1 && elementCount(batchB) === 1) {
      const flat = (v: Value): Value => this.reshape(v, v.shape.slice(-2));
      const product = this.matMul(flat(a), flat(b), ta, tb);
      return this.reshape(product, [...batch, ...product.shape]);
    }
    const shape = [...batch, a.shape.at(ta ? -1 : -2)!, b.shape.at(tb ? -2 : -1)!];
    return this.op('MatMul', [a, b], { ta, tb }, shape);
  }

  /** Adding a bias and ReLU are monotone, so they move after the pool, where the map is smaller. */
  maxPool(x: Value, attrs: Attributes): Value {
    const { op, ins } = x.node;
    if (op === 'Relu') return this.unary('Relu', this.maxPool(ins[0]!, attrs));
    if (addsBias(x)) return this.binary('Add', this.maxPool(ins[0]!, attrs), ins[1]!);
    return this.op('MaxPoolNHWC', [x], attrs, attrs.outShape!);
  }

  maxPoolGrad(dy: Value, x: Value, attrs: Attributes): Value {
    if (addsBias(x)) return this.maxPoolGrad(dy, x.node.ins[0]!, attrs);
    return this.op('MaxPoolGrad', [dy, x], attrs, x.shape);
  }
}

function addsBias({ node, shape }: Value): boolean {
  return node.op === 'Add' && node.ins[1]!.shape.length === 1 && same(node.ins[0]!.shape, shape);
}
