import { elementCount } from '../../core/shape';
import { same } from '../graph/shape';
import type { Node, Value } from '../graph/types';
import type { Lowering, SpecialRules } from './lowering';
import { gemm, longestUpdate } from './products';

/**
 * A dense layer that alone reads a map, flattened, where a step of SGD trains it: with the rows of
 * its weights ordered by channels, as the map lies in memory, all three products take the map and
 * its gradient as `[features, batch]`, and none has to turn them.
 *
 * Each step then turns the weights and turns them back; the loop over the steps carries them turned.
 *
 * @param map makes the map `[batch, rows, columns, channels]`, perhaps read through a ReLU
 * @returns undefined where anything else reads or writes one of the values
 */
export function flatDense(lowering: Lowering, map: Node): SpecialRules | undefined {
  const found = match(lowering, map);
  if (!found) return undefined;
  const { graph, lowered } = lowering;
  const { flatten, weights, update, gradient, back, unflatten } = found;
  const [batch, rows, columns, channels] = flatten.ins[0]!.shape;
  const features = rows * columns * channels;
  const [, units] = weights.shape;
  /** Rows by `outer` and `inner` become rows by `inner` and `outer`. */
  const reordered = (w: Value, outer: number, inner: number): Value =>
    graph.reshape(graph.transpose(graph.reshape(w, [outer, inner, units]), [1, 0, 2]), [
      features,
      units,
    ]);
  const turned = (): Value => lowered(weights);
  const rules = new Map<Node, () => Value>([
    [
      weights.node,
      () =>
        reordered(
          graph.input(weights.node.attrs.name!, weights.shape, weights.dtype),
          rows * columns,
          channels,
        ),
    ],
    [
      flatten,
      () => {
        const inMemory = graph.transpose(lowered(flatten.ins[0]!), [3, 1, 2, 0]);
        return graph.transpose(graph.reshape(inMemory, [features, batch]), [1, 0]);
      },
    ],
    [
      unflatten,
      () => {
        const product = gemm(graph, turned(), lowered(back.ins[0]!), { tb: true });
        const inMemory = graph.reshape(product, [channels, rows, columns, batch]);
        return graph.transpose(inMemory, [3, 1, 2, 0]);
      },
    ],
    [
      update,
      () => {
        const [flat, d] = gradient.ins.map((value) => lowered(value!));
        const next = gemm(graph, flat, d, { ta: true, c: turned(), alpha: -1 });
        return reordered(next, channels, rows * columns);
      },
    ],
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

  const products = users(flat).filter((node) => node?.op === 'MatMul' && node.ins[0] === flat);
  const [gradients, forward] = [true, false].map((ta) =>
    products.filter((node) => node!.attrs.ta === ta && !node!.attrs.tb),
  );
  if (users(flat).length !== 2 || gradients.length !== 1 || forward.length !== 1) return undefined;
  const [gradient] = gradients as [Node];
  const weights = forward[0]!.ins[1]!;
  const update = only(gradient.outs[0]);
  const back = users(weights).find(
    (node) => node?.op === 'MatMul' && node.ins[1] === weights && node.attrs.tb,
  );
  if (weights.node.op !== 'Input' || users(weights).length !== 3 || !back || back.attrs.ta)
    return undefined;
  if (update?.op !== 'Sub' || update.ins[0] !== weights || batch > longestUpdate) return undefined;
  if (users(update.outs[0]).some((node) => node)) return undefined;
  const unflatten = only(back.outs[0]);
  if (unflatten?.op !== 'Reshape' || !same(unflatten.outs[0].shape, read.shape)) return undefined;
  return { flatten, weights, update, gradient, back, unflatten };
}
