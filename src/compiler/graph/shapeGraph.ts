import { elementCount } from '../../core/shape';
import { NodeTable } from './nodeTable';
import { range, same } from './shape';
import type { DType, Value } from './types';

/** Operations that only move numbers; those that move nothing or undo each other are dropped. */
export class ShapeGraph extends NodeTable {
  fill(shape: readonly number[], number: number, dtype: DType = 'float32'): Value {
    return this.expand(this.scalar(number, dtype), shape);
  }

  reshape(x: Value, shape: readonly number[]): Value {
    if (same(x.shape, shape)) return x;
    const { op, ins, data } = x.node;
    if (op === 'Reshape') return this.reshape(ins[0]!, shape);
    if (op === 'Const') return this.constant(data!, shape, x.dtype);
    if (op === 'Expand' && elementCount(ins[0]!.shape) === 1) {
      return this.expand(this.reshape(ins[0]!, []), shape);
    }
    return this.op('Reshape', [x], { shape }, shape, x.dtype);
  }

  /** Axis `i` of the result is axis `perm[i]` of `x`. */
  transpose(x: Value, perm: readonly number[]): Value {
    if (same(perm, range(perm.length))) return x;
    const shape = perm.map((p) => x.shape[p]);
    const moved = perm.filter((p) => x.shape[p] !== 1);
    if (moved.every((p, i) => i === 0 || moved[i - 1] < p)) return this.reshape(x, shape);
    const { op, ins, attrs } = x.node;
    if (op === 'Transpose') {
      return this.transpose(
        ins[0]!,
        perm.map((p) => attrs.perm![p]),
      );
    }
    return this.op('Transpose', [x], { perm }, shape, x.dtype);
  }

  /** Repeats axes of length 1 and adds leading axes. */
  expand(x: Value, shape: readonly number[]): Value {
    return same(x.shape, shape) ? x : this.op('Expand', [x], { shape }, shape, x.dtype);
  }

  concat(xs: readonly Value[], axis: number): Value {
    if (xs.length === 1) return xs[0];
    const shape = xs[0].shape.slice();
    shape[axis] = xs.reduce((length, x) => length + x.shape[axis], 0);
    return this.op('Concat', xs, { axis }, shape, xs[0].dtype);
  }

  /** `sizes[i]` entries starting at `begin[i]`; -1 for all remaining ones. */
  slice(x: Value, begin: readonly number[], sizes: readonly number[]): Value {
    const shape = sizes.map((length, i) => (length === -1 ? x.shape[i] - begin[i] : length));
    if (same(shape, x.shape)) return x;
    return this.op('Slice', [x], { begin, size: shape }, shape, x.dtype);
  }

  pad(x: Value, paddings: readonly (readonly [number, number])[], value = 0): Value {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    const shape = x.shape.map((length, i) => length + paddings[i][0] + paddings[i][1]);
    return this.op('Pad', [x], { paddings, value }, shape, x.dtype);
  }

  cast(x: Value, dtype: DType): Value {
    if (x.dtype === dtype) return x;
    const { op, ins, attrs, data } = x.node;
    if (op === 'Const') {
      const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
      const entries = dtype === 'bool' ? numbers.map((n) => (n === 0 ? 0 : 1)) : numbers;
      return this.constant(entries, x.shape, dtype);
    }
    if (op === 'Gather' && ins[0]!.node.op === 'Const') {
      return this.op('Gather', [this.cast(ins[0]!, dtype), ins[1]], attrs, x.shape, dtype);
    }
    return this.op('Cast', [x], { to: dtype }, x.shape, dtype);
  }
}
