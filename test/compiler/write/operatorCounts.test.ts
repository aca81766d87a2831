import { Graph } from '../../../src/compiler/graph/graph';
import { lower } from '../../../src/compiler/lower/lower';
import { writeModel } from '../../../src/compiler/write/model';
import { operatorCounts } from '../../../src/compiler/write/operatorCounts';
import { writeScan } from '../../../src/compiler/write/scan';

/** Two products and a root of their sum, which is then added to the input. */
function outputs() {
  const graph = new Graph();
  const w = graph.input('w', [2, 2], 'float32');
  const x = graph.input('x', [2, 2], 'float32');
  const sum = graph.binary('Add', graph.binary('Mul', w, x), graph.binary('Mul', x, x));
  return lower({ 'w.next': graph.binary('Add', w, graph.unary('Sqrt', sum)) });
}

const counts = [
  ['Add', 2],
  ['Mul', 2],
  ['Sqrt', 1],
];

test('operators are counted, most frequent first', () => {
  expect([...operatorCounts(writeModel(outputs()))]).toEqual(counts);
});

test('operators inside a loop are counted, and so is the loop', () => {
  const loop = {
    outputs: outputs(),
    state: [['w', 'w.next']],
    scanned: ['x'],
    results: [],
  } as const;
  expect([...operatorCounts(writeScan(loop))]).toEqual([
    ...counts.slice(0, 2),
    ['Scan', 1],
    counts[2],
  ]);
});

test('an empty file has none', () => {
  expect(operatorCounts(new Uint8Array(0)).size).toBe(0);
});
