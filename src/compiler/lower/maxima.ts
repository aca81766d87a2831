import type { Graph } from '../graph/graph';
import type { Value } from '../graph/types';

/**
 * Levels of a tree of pairwise maxima: the cells, then the larger of each pair, down to one value.
 */
type MaximumTree = readonly (readonly Value[])[];

export function maximumTree(graph: Graph, cells: readonly Value[]): MaximumTree {
  const levels = [cells];
  for (let level = cells; level.length > 1; levels.push(level)) {
    level = pairs(level).map(([a, b]) => (b ? graph.binary('Max', a, b) : a));
  }
  return levels;
}

/** The top of a tree. */
export function maximum(tree: MaximumTree): Value {
  return tree[tree.length - 1][0];
}

/** `d` where the first of two cells is at least as large as the second, else 0. */
function firstShare(graph: Graph, d: Value, first: Value, second: Value): Value {
  return graph.binary('Mul', d, graph.unary('NotNegative', graph.binary('Sub', first, second)));
}

/**
 * The gradient of a maximum with respect to each cell: all of it goes to the first of the largest,
 * as in TensorFlow.
 */
export function maximumGradients(graph: Graph, tree: MaximumTree, dy: Value): Value[] {
  let gradients = [dy];
  for (let k = tree.length - 2; k >= 0; k--) {
    const above = gradients;
    gradients = pairs(tree[k]).flatMap(([a, b], i) => {
      if (!b) return [above[i]];
      const first = firstShare(graph, above[i], a, b);
      return [first, graph.binary('Sub', above[i], first)];
    });
  }
  return gradients;
}

/** In pairs; the last one is alone if their number is odd. */
export function pairs<T>(cells: readonly T[]): (readonly [T, T?])[] {
  return cells.flatMap((cell, i) => (i % 2 === 0 ? [[cell, cells[i + 1]] as const] : []));
}
