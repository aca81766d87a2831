import { same } from '../graph/shape';
import type { Node, Value } from '../graph/types';
import { ConvolvedPool } from './convolvedPool';
import { flatDense } from './flatDense';
import type { Lowering, SpecialRules } from './lowering';
import { tiles, windowOf } from './windows';

/**
 * Finds first-layer convolutions that only a tiling max pool reads, and takes over their nodes: the
 * convolution, the pool, the bias after the pool, and their gradients.
 */
export function convolvedPoolRules(lowering: Lowering, nodes: readonly Node[]): SpecialRules {
  const rules = new Map<Node, () => Value>();
  const absorbed = new Set<Node>();
  for (const node of nodes) {
    const found = node.op === 'Conv2D' ? match(lowering, node) : undefined;
    if (!found) continue;
    const { convolution, pool, gradient, bias } = found;
    const dense = flatDense(lowering, bias ?? pool);
    const fused = new ConvolvedPool(lowering, convolution, pool.attrs, bias?.ins[1], !!dense);
    for (const [of, rule] of dense?.rules ?? []) rules.set(of, rule);
    for (const of of dense?.absorbed ?? []) absorbed.add(of);
    absorbed.add(convolution);
    if (bias) absorbed.add(pool);
    rules.set(bias ?? pool, () => fused.pooled());
    if (!gradient) continue;
    const dy = gradient.ins[0]!;
    absorbed.add(gradient);
    for (const user of lowering.users(gradient.outs[0])) {
      rules.set(user!, () => fused.filterGradient(lowering.lowered(dy)));
    }
    for (const user of bias ? lowering.users(dy) : []) {
      if (user?.op === 'ReduceSum' && same(user.attrs.axes!, [0, 1, 2])) {
        const { shape } = user.outs[0];
        rules.set(user, () => fused.biasGradient(lowering.lowered(dy), shape));
      }
    }
  }
  return { rules, absorbed };
}

interface Match {
  readonly convolution: Node;
  readonly pool: Node;
  /** The pool's gradient, which only the filter's gradient reads. */
  readonly gradient?: Node;
  /** The addition of the bias after the pool. */
  readonly bias?: Node;
}

function match({ users }: Lowering, convolution: Node): Match | undefined {
  const { strides, dilations, pads } = convolution.attrs;
  if (![...strides!, ...dilations!].every((step) => step === 1)) return undefined;
  if (!pads!.every((pad) => pad === 0)) return undefined;
  const readers = users(convolution.outs[0]);
  const pools = readers.filter((node) => node?.op === 'MaxPoolNHWC') as Node[];
  const gradients = readers.filter((node) => node?.op === 'MaxPoolGrad') as Node[];
  if (pools.length !== 1 || gradients.length > 1) return undefined;
  if (pools.length + gradients.length !== readers.length) return undefined;
  const [pool] = pools;
  const [gradient] = gradients as (Node | undefined)[];
  if (!tiles(windowOf(pool.attrs))) return undefined;
  if (gradient && !onlyForFilter(users, gradient, convolution)) return undefined;
  if (gradient && JSON.stringify(gradient.attrs) !== JSON.stringify(pool.attrs)) return undefined;
  return { convolution, pool, gradient, bias: biasBehind(users, pool.outs[0]) };
}

/** Whether the filter's gradient is the only reader of a pool's gradient. */
function onlyForFilter(users: Lowering['users'], gradient: Node, convolution: Node): boolean {
  return users(gradient.outs[0]).every(
    (node) => node?.op === 'ConvGradFilter' && node.ins[0] === convolution.ins[0],
  );
}

/** The addition of one number per channel that is the only reader of a pool. */
function biasBehind(users: Lowering['users'], pooled: Value): Node | undefined {
  const [reader, ...others] = users(pooled);
  const isBias =
    others.length === 0 &&
    reader?.op === 'Add' &&
    reader.ins[0] === pooled &&
    reader.ins[1]!.shape.length === 1;
  return isBias ? reader : undefined;
}
