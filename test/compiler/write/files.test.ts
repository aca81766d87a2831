import { Graph } from '../../../src/compiler/graph/graph';
import { lower } from '../../../src/compiler/lower/lower';
import { writeModel } from '../../../src/compiler/write/model';
import { writeScan } from '../../../src/compiler/write/scan';
import type { ScanProgram } from '../../../src/compiler/write/scan';
import { runOnnx } from '../../support/onnx';
import { pythonTest, runPython } from '../../support/python';

/** w ← w - rate · Σ weight · x over the rows that a step picks; result: the sum of the picked. */
function scanFile(moves?: ScanProgram['moves']): Uint8Array {
  const graph = new Graph();
  const w = graph.input('w', [2], 'float32');
  const rows = graph.input('rows', ['examples', 2], 'uint8');
  const rate = graph.input('rate', [], 'float32');
  const index = graph.input('index', [3], 'int32');
  const weight = graph.input('weight', [3], 'float32');
  const picked = graph.cast(
    graph.op('Gather', [rows, index], { axis: 0 }, [3, 2], 'uint8'),
    'float32',
  );
  const weighted = graph.binary('Mul', picked, graph.reshape(weight, [3, 1]));
  const step = graph.binary('Mul', graph.reduce('ReduceSum', weighted, [0], false), rate);
  const outputs = lower({
    'w.next': graph.binary('Sub', w, step),
    before: w,
    sum: graph.reduce('ReduceSum', picked, [0, 1], false),
  });
  return writeScan({
    outputs,
    state: [['w', 'w.next']],
    scanned: ['index', 'weight', 'unused'],
    results: ['sum', 'before'],
    ...(moves && { moves }),
  });
}

const feeds = {
  w: { data: Float32Array.of(10, 20), shape: [2] },
  rows: { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255), shape: [4, 2] },
  rate: { data: Float32Array.of(0.5), shape: [] },
  index: { data: Int32Array.of(0, 1, 2, 3, 0, 0), shape: [2, 3] },
  weight: { data: Float32Array.of(1, 1, 1, 1, 0, 0), shape: [2, 3] },
};

test('a loop carries its state and collects its results', async () => {
  const results = await runOnnx(scanFile(), feeds);
  expect(results).toEqual({
    'w.next': [2, -113.5],
    sum: [21, 268],
    before: [10, 20, 5.5, 14],
  });
});

test('a loop reports how far its state has moved from an input, whether or not a step reads it', async () => {
  const file = scanFile([
    { name: 'from w', output: 'w.next', from: 'w' },
    { name: 'from a', output: 'w.next', from: 'a' },
  ]);
  const results = await runOnnx(file, { ...feeds, a: { data: Float32Array.of(1, 2), shape: [2] } });
  expect(results).toMatchObject({
    'w.next': [2, -113.5],
    'from w': [-8, -133.5],
    'from a': [1, -115.5],
  });
});

test('state that each step reorders and restores is reordered outside the loop', async () => {
  const graph = new Graph();
  const w = graph.input('w', [2, 3], 'float32');
  const column = graph.input('column', [3, 1], 'float32');
  const next = graph.transpose(
    graph.binary('Add', graph.transpose(w, [1, 0]), graph.expand(column, [3, 2])),
    [1, 0],
  );
  const seen = graph.reduce('ReduceMax', graph.transpose(w, [1, 0]), [1], false);
  const file = writeScan({
    outputs: { 'w.next': next, seen },
    state: [['w', 'w.next']],
    scanned: ['column'],
    results: ['seen'],
    moves: [{ name: 'moved', output: 'w.next', from: 'w' }],
  });
  const step = { data: Float32Array.of(1, 2, 3, 10, 20, 30), shape: [2, 3, 1] };
  const start = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
  expect(await runOnnx(file, { w: start, column: step })).toEqual({
    'w.next': [12, 24, 36, 15, 27, 39],
    seen: [4, 5, 6, 5, 7, 9],
    moved: [11, 22, 33, 11, 22, 33],
  });
});

test('a loop refuses to carry a value that no step reads', () => {
  const graph = new Graph();
  const outputs = { 'w.next': graph.input('x', [1], 'float32') };
  const program = { outputs, state: [['w', 'w.next']] as const, scanned: ['x'], results: [] };
  expect(() => writeScan(program)).toThrow('no step reads the carried value w');
});

test('a plain file: constants, several names for one value, an input passed through', async () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3], 'float32');
  const y = graph.pad(graph.slice(x, [0, 1], [2, 2]), [[0, 0], [1, 0]], 7); // prettier-ignore
  const table = graph.constant([2, 0, 1], [3], 'int32');
  const z = graph.op('Gather', [y, table], { axis: 1 }, [2, 3]);
  const file = writeModel(lower({ y, again: y, x2: x, z }));
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(await runOnnx(file, { x: { data, shape: [2, 3] } })).toEqual({
    y: [7, 2, 3, 7, 5, 6],
    again: [7, 2, 3, 7, 5, 6],
    x2: [1, 2, 3, 4, 5, 6],
    z: [3, 7, 2, 6, 7, 5],
  });
});

test('arrays that do not start where their buffer does', async () => {
  const graph = new Graph();
  const numbers = Float32Array.of(1, 2, 3, 4).subarray(2);
  const x = graph.input('x', [2], 'float32');
  const y = graph.binary('Add', x, graph.constant(numbers, [2]));
  const file = writeModel({ y });
  const data = Float32Array.of(10, 20);
  expect(await runOnnx(file, { x: { data, shape: [2] } })).toEqual({ y: [13, 24] });
});

pythonTest("ONNX's own checker accepts a loop and finds its inputs and outputs", async () => {
  const described: unknown = JSON.parse(await checked(scanFile()));
  expect(described).toEqual({
    ir: 10,
    opsets: { '': 21 },
    operators: ['Scan'],
    inputs: [
      ['w', 'FLOAT', [2]],
      ['rows', 'UINT8', ['examples', 2]],
      ['index', 'INT32', ['steps', 3]],
      ['weight', 'FLOAT', ['steps', 3]],
      ['rate', 'FLOAT', []],
    ],
    outputs: [
      ['w.next', 'FLOAT', [2]],
      ['sum', 'FLOAT', ['steps']],
      ['before', 'FLOAT', ['steps', 2]],
    ],
  });
});

const checked = (file: Uint8Array): Promise<string> =>
  runPython('checkOnnx.py', Buffer.from(file).toString('base64'));
