import { FederatedError } from '../../core/errors';
import type { Dimension, Value } from './types';

/** Whether two lists hold the same entries. */
export function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry === b[i]);
}

/** `0, 1, …, n - 1`. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The shape of an element-wise operation's result, by NumPy's rules. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return range(rank).map((i) => {
    const p = a[a.length - rank + i] ?? 1;
    const q = b[b.length - rank + i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new FederatedError(`cannot broadcast [${a.join()}] with [${b.join()}]`);
    }
    return p === 1 ? q : p;
  });
}

/** The lengths of a value's axes, or their names if an input leaves them open. */
export function dimensions(value: Value): readonly Dimension[] {
  return value.node.attrs.dimensions ?? value.shape;
}
