import type { Node, Value } from './types';

/** The nodes that the given values need, producers first. */
export function order(values: readonly Value[]): Node[] {
  const done = new Set<Node>();
  const list: Node[] = [];
  const stack = values.map((value) => value.node).reverse();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    const open = done.has(node) ? [] : needed(node).filter((input) => !done.has(input));
    if (open.length > 0) {
      stack.push(...open.reverse());
      continue;
    }
    stack.pop();
    if (!done.has(node)) list.push(node);
    done.add(node);
  }
  return list;
}

function needed(node: Node): Node[] {
  return node.ins.flatMap((value) => (value ? [value.node] : []));
}

/**
 * The nodes by depth: the longest path from an input. Producers still come first.
 *
 * ONNX Runtime computes a node's last written input first. In this order that is the long path; the
 * result of a short one, computed first, would be evicted from the cache in the meantime.
 */
export function byDepth(nodes: readonly Node[]): Node[] {
  const depths = new Map<Node, number>();
  for (const node of nodes) {
    depths.set(node, 1 + Math.max(0, ...needed(node).map((input) => depths.get(input)!)));
  }
  return nodes.toSorted((a, b) => depths.get(a)! - depths.get(b)!);
}
