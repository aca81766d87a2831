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
