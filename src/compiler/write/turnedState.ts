import { same } from '../graph/shape';
import type { Node, Value } from '../graph/types';

/** A carried value that each step reads only reordered, and restores at its end. */
export interface TurnedState {
  /** From the given value to {@link carried}. */
  readonly turn: readonly Node[];
  /** What the loop may carry instead. */
  readonly carried: Value;
  /** Its next value. */
  readonly next: Value;
  /** From {@link next} to the value in its original order. */
  readonly back: readonly Node[];
}

/**
 * Whether the loop may carry a value in another order of its numbers: its only reader is a chain of
 * reshapes and transpositions, and the chain that ends in its next value, which nothing in the loop
 * reads, undoes them.
 *
 * @param nodes the nodes of a step
 * @param results what is collected from each step
 */
export function turnedState(
  nodes: readonly Node[],
  results: readonly Value[],
  input: Value,
  output: Value,
): TurnedState | undefined {
  const readers = (value: Value): readonly Node[] => nodes.filter(({ ins }) => ins.includes(value));
  const back = chainTo(output);
  if (back.length === 0) return undefined;
  const turn: Node[] = [];
  let carried = input;
  for (const undone of back.toReversed()) {
    const [node, ...others] = readers(carried);
    if (others.length > 0 || !undoes(undone, node)) return undefined;
    turn.push(node);
    carried = node.outs[0];
  }
  const read = back.flatMap(({ outs }) => readers(outs[0]));
  if (read.some((node) => !back.includes(node))) return undefined;
  if (results.some(({ node }) => turn.includes(node) || back.includes(node))) return undefined;
  return { turn, carried, next: back[0].ins[0]!, back };
}

/** The reshapes and transpositions that end in a value. */
function chainTo(value: Value): Node[] {
  const chain: Node[] = [];
  for (let { node } = value; ['Reshape', 'Transpose'].includes(node.op); { node } = node.ins[0]!) {
    chain.unshift(node);
  }
  return chain;
}

/** Whether `after` undoes `before`. */
function undoes(after: Node, before: Node | undefined): boolean {
  if (after.op !== before?.op || !same(after.outs[0].shape, before.ins[0]!.shape)) return false;
  if (after.op === 'Reshape') return same(after.ins[0]!.shape, before.outs[0].shape);
  return after.attrs.perm!.every((axis, i) => before.attrs.perm![axis] === i);
}
