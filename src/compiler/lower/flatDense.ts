import { elementCount } from '../../core/shape';
import { same } from '../graph/shape';
import type { Node, Value } from '../graph/types';
import { channelsFirst } from './convolvedPool';
import type { Lowering, SpecialRules } from './lowering';
import { inverse } from './loweringGraph';
import { gemm, longestUpdate } from './products';

/**
 * A dense layer that is the only reader of a flattened map and is trained by a step of SGD: with
 * the rows of its weights ordered by channels, as the map is in memory, all three products take the
 * map and its gradient as `[features, batch]`, and none has to transpose them.
 *
 * Each step then reorders the weights and restores the order; the loop over the steps carries them
 * reordered.
 *
 * @param map makes the map `[batch, rows, columns, channels]`, perhaps read through a ReLU;
 *   channels must come first in memory
 * @returns undefined if anything else reads or writes one of the values
 */
export function flatDense(lowering: Lowering, map: Node): SpecialRules | undefined {
  const found = match(lowering, map);
  if (!found) return undefined;
  const { graph, lowered } = lowering;
  const { flatten, weights, update, gradient, back, unflatten } = found;
  const [batch, rows, columns, channels] = flatten.ins[0]!.shape;
  const [features, units] = weights.shape;
  const places = rows * columns;

  /** Reorders rows from `[outer, inner]` to `[inner, outer]`. */
  const reordered = (w: Value, outer: number, inner: number): Value => {
    const apart = graph.transpose(graph.reshape(w, [outer, inner, units]), [1, 0, 2]);
    return graph.reshape(apart, [features, units]);
  };
  /** Stands in for `lowered(weights)`, whose readers are all among the three products. */
  const turned = (): Value =>
    reordered(
      graph.input(weights.node.attrs.name!, weights.shape, weights.dtype),
      places,
      channels,
    );
  const flat = (): Value => {
    const inMemory = graph.transpose(lowered(flatten.ins[0]!), channelsFirst);
    return graph.transpose(graph.reshape(inMemory, [features, batch]), [1, 0]);
  };
  const mapGradient = (): Value => {
    const product = gemm(graph, lowered(weights), lowered(back.ins[0]!), { tb: true });
    const inMemory = graph.reshape(product, [channels, rows, columns, batch]);
    return graph.transpose(inMemory, inverse(channelsFirst));
  };
  const updated = (): Value => {
    const [x, d] = gradient.ins.map((value) => lowered(value!));
    const next = gemm(graph, x, d, { ta: true, c: lowered(weights), alpha: -1 });
    return reordered(next, channels, places);
  };
  const rules = new Map([
    [weights.node, turned],
    [flatten, flat],
    [unflatten, mapGradient],
    [update, updated],
  ]);
  return { rules, absorbed: new Set([gradient, back]) };
}

interface Match {
  /** `[batch, rows, columns, channels]` as `[batch, features]`. */
  readonly flatten: Node;
  /** The input `[features, units]`. */
  readonly weights: Value;
  /** The weights minus their gradient. */
  readonly update: Node;
  readonly gradient: Node;
  /** The gradient of the flat map, and of the map. */
  readonly back: Node;
  readonly unflatten: Node;
}

function match({ users }: Lowering, map: Node): Match | undefined {
  const only = (value: Value): Node | undefined => {
    const readers = users(value);
    return readers.length === 1 ? readers[0] : undefined;
  };
  const relu = users(map.outs[0]).find((node) => node?.op === 'Relu');
  const others = users(map.outs[0]).filter((node) => node !== relu);
  if (relu && !others.every((node) => node?.op === 'Step')) return undefined;
  const read = (relu ?? map).outs[0];
  const flatten = only(read);
  if (flatten?.op !== 'Reshape' || read.shape.length !== 4) return undefined;
  const [batch] = read.shape;
  const flat = flatten.outs[0];
  if (!same(flat.shape, [batch, elementCount(read.shape) / batch])) return undefined;

  if (users(flat).length !== 2) return undefined;
  const product = (of: Value, operand: 0 | 1, ta: boolean, tb: boolean): Node | undefined =>
    users(of).find(
      (node) =>
        node?.op === 'MatMul' &&
        node.ins[operand] === of &&
        node.attrs.ta === ta &&
        node.attrs.tb === tb,
    );
  const forward = product(flat, 0, false, false);
  const gradient = product(flat, 0, true, false);
  const weights = forward?.ins[1];
  const back = weights && product(weights, 1, false, true);
  const update = gradient && only(gradient.outs[0]);
  if (!weights || !gradient || !back || !update) return undefined;
  if (weights.node.op !== 'Input' || users(weights).length !== 3) return undefined;
  if (update.op !== 'Sub' || update.ins[0] !== weights || batch > longestUpdate) return undefined;
  if (users(update.outs[0]).some((node) => node)) return undefined;
  const unflatten = only(back.outs[0]);
  if (unflatten?.op !== 'Reshape' || !same(unflatten.outs[0].shape, read.shape)) return undefined;
  return { flatten, weights, update, gradient, back, unflatten };
}
