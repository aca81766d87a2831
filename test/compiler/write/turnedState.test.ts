import { Graph } from '../../../src/compiler/graph/graph';
import { order } from '../../../src/compiler/graph/order';
import type { Value } from '../../../src/compiler/graph/types';
import { turnedState } from '../../../src/compiler/write/turnedState';

type Step = (graph: Graph, w: Value) => readonly [next: Value, ...others: Value[]];

/** A state, and what a step makes of it; the others are results. */
function stepOf(make: Step, shape = [2, 3]) {
  const graph = new Graph();
  const w = graph.input('w', shape, 'float32');
  const [next, ...others] = make(graph, w);
  return { w, next, found: turnedState(order([next, ...others]), others, w, next) };
}

const twice = (graph: Graph, x: Value): Value => graph.binary('Mul', x, graph.scalar(2));

test('state that is reordered, changed and restored is carried reordered', () => {
  const { w, next, found } = stepOf((graph, x) => {
    const turned = graph.reshape(graph.transpose(x, [1, 0]), [6]);
    return [graph.transpose(graph.reshape(twice(graph, turned), [3, 2]), [1, 0])];
  });
  const { turn, carried, back } = found!;
  expect(turn.map(({ op }) => op)).toEqual(['Transpose', 'Reshape']);
  expect(back.map(({ op }) => op)).toEqual(['Reshape', 'Transpose']);
  expect(turn[0].ins[0]).toBe(w);
  expect(carried).toBe(turn[1].outs[0]);
  expect(back[0].ins[0]).toBe(found!.next);
  expect(back[1].outs[0]).toBe(next);
});

test.each<[string, Step]>([
  ['nothing turns it', (graph, w) => [twice(graph, w)]],
  [
    'it is read as it is, too',
    (graph, w) => [
      graph.transpose(twice(graph, graph.transpose(w, [1, 0])), [1, 0]),
      twice(graph, w),
    ],
  ],
  [
    'something reads what is turned back',
    (graph, w) => {
      const next = graph.transpose(twice(graph, graph.transpose(w, [1, 0])), [1, 0]);
      return [next, twice(graph, next)];
    },
  ],
  [
    'what is turned is a result',
    (graph, w) => {
      const turned = graph.transpose(w, [1, 0]);
      return [graph.transpose(twice(graph, turned), [1, 0]), turned];
    },
  ],
  [
    'what is turned back is a result',
    (graph, w) => {
      const next = graph.transpose(twice(graph, graph.transpose(w, [1, 0])), [1, 0]);
      return [next, next];
    },
  ],
  ['it is turned but not back', (graph, w) => [twice(graph, graph.reshape(w, [3, 2]))]],
  [
    'it is not turned but back',
    (graph, w) => [graph.reshape(graph.reduce('ReduceSum', w, [0], true), [3])],
  ],
  [
    'what turns it back is something else',
    (graph, w) => [graph.reshape(twice(graph, graph.transpose(w, [1, 0])), [2, 3])],
  ],
])('if %s, it is carried unchanged', (_, make) => {
  expect(stepOf(make).found).toBeUndefined();
});

test('if another permutation restores it, it is carried unchanged', () => {
  const again: Step = (graph, w) => [
    graph.transpose(twice(graph, graph.transpose(w, [1, 2, 0])), [1, 2, 0]),
  ];
  expect(stepOf(again, [2, 2, 2]).found).toBeUndefined();
});
