import { same } from './shape';
import type { Value } from './types';

/** A product without its factor -1, possibly with a reshape in between. */
export interface Negated {
  readonly x: Value;
  /** The shape that `x` must be given. */
  readonly shape: readonly number[];
}

/** The value that this one is the negative of, if it is a product with -1. */
export function negated(
  value: Value,
  number: (v: Value) => number | undefined,
): Negated | undefined {
  const { node } = value.node.op === 'Reshape' ? value.node.ins[0]! : value;
  if (node.op !== 'Mul' || number(node.ins[1]!) !== -1) return undefined;
  const x = node.ins[0]!;
  return same(x.shape, node.outs[0].shape) ? { x, shape: value.shape } : undefined;
}

/** The factor that two products of equal shape share, and their other factors. */
export function commonFactor(a: Value, b: Value): readonly [Value, Value, Value] | undefined {
  if (a.node.op !== 'Mul' || b.node.op !== 'Mul' || !same(a.shape, b.shape)) return undefined;
  const [p, q] = [a.node.ins as readonly Value[], b.node.ins as readonly Value[]];
  for (const i of [0, 1]) {
    for (const j of [0, 1]) {
      const others = [p[1 - i], q[1 - j]] as const;
      if (p[i] === q[j] && others.every((v) => same(v.shape, a.shape))) return [p[i], ...others];
    }
  }
  return undefined;
}

/** The sum of each row, if the rows are picked from a constant table and all have the same sum. */
export function rowSum({ node, shape }: Value): number | undefined {
  const table = node.ins[0];
  if (node.op !== 'Gather' || node.attrs.axis !== 0 || table?.node.op !== 'Const') return undefined;
  const length = shape.at(-1)!;
  if (table.shape.length !== 2 || table.dtype !== 'float32') return undefined;
  const sums = new Set<number>();
  const data = table.node.data as Float32Array;
  for (let start = 0; start < data.length; start += length) {
    sums.add(data.subarray(start, start + length).reduce((sum, entry) => sum + entry, 0));
  }
  return sums.size === 1 ? [...sums][0] : undefined;
}
