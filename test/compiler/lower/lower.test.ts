import { Graph } from '../../../src/compiler/graph/graph';
import { order } from '../../../src/compiler/graph/order';
import type { Value } from '../../../src/compiler/graph/types';
import { lower } from '../../../src/compiler/lower/lower';
import { largestDifference, runGraph } from '../../support/onnx';
import type { Fed } from '../../support/onnx';

const operators = (outputs: Record<string, Value>): string[] =>
  order(Object.values(lower(outputs)))
    .map(({ op }) => op)
    .filter((op) => op !== 'Input' && op !== 'Const');

const fed = (shape: number[], numbers: number[]): Fed => ({
  shape,
  data: Float32Array.from(numbers),
});

const a = fed([2, 3], [1, 2, 3, 4, 5, 6]);
const b = fed([3, 2], [1, 0, 2, 1, 0, 3]);

function graphWith(feeds: Record<string, Fed>): [Graph, Record<string, Value>] {
  const graph = new Graph();
  const inputs = Object.entries(feeds).map(([name, { shape }]) => [
    name,
    graph.input(name, shape, 'float32'),
  ]);
  return [graph, Object.fromEntries(inputs) as Record<string, Value>];
}

test('a product absorbs its bias', async () => {
  const feeds = { a, b, bias: fed([2], [10, 20]) };
  const [graph, v] = graphWith(feeds);
  const y = graph.binary('Add', graph.matMul(v.a, v.b, false, false), v.bias);
  expect(operators({ y })).toEqual(['Gemm']);
  expect((await runGraph({ y }, feeds)).y).toEqual([15, 31, 24, 43]);
});

test('a product updates weights: w - 0.5 · aᵀ b', async () => {
  const feeds = { a: fed([2, 1], [1, 2]), b: fed([2, 2], [2, 4, 6, 8]), w: fed([1, 2], [10, 20]) };
  const [graph, v] = graphWith(feeds);
  const step = graph.binary('Mul', graph.matMul(v.a, v.b, true, false), graph.scalar(0.5));
  const y = graph.binary('Sub', v.w, step);
  expect(operators({ y })).toEqual(['Gemm']);
  expect((await runGraph({ y }, feeds)).y).toEqual([3, 10]);
});

test('a product absorbs the factors of its operands, even if they have other readers', async () => {
  const feeds = { a, b };
  const [graph, v] = graphWith(feeds);
  const left = graph.binary('Mul', v.a, graph.scalar(0.5));
  const right = graph.binary('Mul', v.b, graph.scalar(4));
  const y = graph.matMul(left, right, false, false);
  expect(operators({ y })).toEqual(['Gemm']);
  const all = await runGraph({ y, left }, feeds);
  expect(all.y).toEqual([10, 22, 28, 46]);
  expect(all.left).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
});

test('a long sum is computed before it updates weights', () => {
  const lengths = [512, 513].map((length) => {
    const [graph, v] = graphWith({
      a: fed([length, 1], []),
      b: fed([length, 2], []),
      w: fed([1, 2], []),
    });
    return operators({ y: graph.binary('Sub', v.w, graph.matMul(v.a, v.b, true, false)) });
  });
  expect(lengths).toEqual([['Gemm'], ['Gemm', 'Sub']]);
});

test('a product that is also read elsewhere is not absorbed', async () => {
  const feeds = { a, b, bias: fed([2], [10, 20]) };
  const [graph, v] = graphWith(feeds);
  const product = graph.matMul(v.a, v.b, false, false);
  const outputs = { product, y: graph.binary('Add', product, v.bias) };
  expect(operators(outputs).sort()).toEqual(['Add', 'Gemm']);
  expect(await runGraph(outputs, feeds)).toEqual({
    product: [5, 11, 14, 23],
    y: [15, 31, 24, 43],
  });
});

test('transpositions sink until they meet', async () => {
  const feeds = { a, b };
  const [graph, v] = graphWith(feeds);
  const turned = graph.unary('Abs', graph.transpose(v.a, [1, 0]));
  const sum = graph.binary('Add', graph.binary('Mul', turned, graph.scalar(2)), v.b);
  const y = graph.transpose(graph.cast(sum, 'int32'), [1, 0]);
  expect(operators({ y }).filter((op) => op === 'Transpose')).toHaveLength(1); // of b
  expect((await runGraph({ y }, feeds)).y).toEqual([3, 6, 6, 8, 11, 15]);
});

test('a transposition sinks through sums, and into a product', async () => {
  const feeds = { a, b };
  const [graph, v] = graphWith(feeds);
  const turned = graph.transpose(v.a, [1, 0]);
  const outputs = {
    total: graph.reduce('ReduceSum', turned, [0], false),
    kept: graph.reduce('ReduceMax', turned, [1], true),
    product: graph.matMul(turned, v.b, true, false),
  };
  expect(operators(outputs)).not.toContain('Transpose');
  expect(outputs.kept.shape).toEqual([3, 1]);
  expect(await runGraph(outputs, feeds)).toEqual({
    total: [6, 15],
    kept: [4, 5, 6],
    product: [5, 11, 14, 23],
  });
});

test.each([
  ['a product of each place where the rows are long', 16, ['MatMul']],
  ['one product where they are short', 8, ['Gemm', 'Transpose']],
])(
  'a product whose rows are maps, turned to have the batch inside: %s',
  async (_, channels, ops) => {
    const places = 3;
    const rows = Array.from({ length: places * channels }, (_, i) => [i, 1, -i]).flat();
    const feeds = { a, w: fed([places * channels, 3], rows) };
    const [graph, v] = graphWith(feeds);
    const maps = graph.reshape(graph.matMul(v.a, v.w, false, true), [2, places, channels]);
    const y = graph.transpose(maps, [1, 0, 2]);
    const made = order(Object.values(lower({ y })));
    const last = made.filter(({ op }) => op !== 'Reshape').slice(-ops.length);
    expect(last.map(({ op }) => op)).toEqual(ops);
    // (1, 2, 3) · (i, 1, -i) = 2 - 2i and (4, 5, 6) · (i, 1, -i) = 5 - 2i
    const expected = Array.from({ length: places }, (_, place) =>
      [2, 5].map((b) => Array.from({ length: channels }, (_, c) => b - 2 * (place * channels + c))),
    );
    expect((await runGraph({ y }, feeds)).y).toEqual(expected.flat(2));
  },
);

test('a step reads the ReLU of the same numbers', async () => {
  const feeds = { x: fed([2, 2], [-1, 0, 1e-3, 2]) };
  const [graph, { x }] = graphWith(feeds);
  const outputs = { step: graph.unary('Step', x), relu: graph.unary('Relu', x) };
  const lowered = lower(outputs);
  expect(lowered.step.node.ins).toEqual([lowered.relu]);
  expect((await runGraph({ step: outputs.step }, feeds)).step).toEqual([0, 0, 1, 1]);
  expect((await runGraph(outputs, feeds)).step).toEqual([0, 0, 1, 1]);
});

test('the parts of logSoftmax become one operator, at any size of the numbers', async () => {
  const feeds = { z: fed([2, 3], [1000, 1000, 1000, 1, 2, 3]) };
  const [graph, { z }] = graphWith(feeds);
  const shifted = graph.binary('Sub', z, graph.reduce('ReduceMax', z, [1], true));
  const sum = graph.reduce('ReduceSum', graph.unary('Exp', shifted), [1], true);
  const y = graph.binary('Sub', shifted, graph.unary('Log', sum));
  expect(operators({ y })).toEqual(['LogSoftmax']);
  const log = Math.log(Math.exp(-2) + Math.exp(-1) + 1);
  const expected = [-Math.log(3), -Math.log(3), -Math.log(3), -2 - log, -1 - log, -log];
  const results = await runGraph({ y }, feeds);
  expect(largestDifference(results.y, expected)).toBeLessThan(2e-7);
});

test('products of stacked matrices', async () => {
  const feeds = { a: fed([2, 1, 2], [1, 2, 3, 4]), b: fed([2, 1, 2], [5, 6, 7, 8]) };
  const [graph, v] = graphWith(feeds);
  const y = graph.matMul(v.a, v.b, false, true);
  expect((await runGraph({ y }, feeds)).y).toEqual([17, 53]);
});

test('step is 1 above zero only, however close', async () => {
  const feeds = { x: fed([7], [-1e38, -1, -1e-37, 0, 1e-37, 1, 1e38]) };
  const [graph, v] = graphWith(feeds);
  const { y } = await runGraph({ y: graph.unary('Step', v.x) }, feeds);
  expect(y).toEqual([0, 0, 0, 0, 1, 1, 1]);
});

test('a long chain needs no deep stack', () => {
  const [graph, { x }] = graphWith({ x: fed([2], [0, 0]) });
  let y = x;
  for (let i = 0; i < 20_000; i++) y = graph.unary(i % 2 ? 'Tanh' : 'Sigmoid', y);
  expect(operators({ y })).toHaveLength(20_000);
});
