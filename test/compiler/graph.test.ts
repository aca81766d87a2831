import { Graph } from '../../src/compiler/graph/graph';
import { byDepth, order } from '../../src/compiler/graph/order';
import { broadcast, dimensions } from '../../src/compiler/graph/shape';

const graph = new Graph();
const x = graph.input('x', [2, 3], 'float32');
const bias = graph.input('bias', [3], 'float32');
const one = graph.scalar(1);

test('equal values are one value', () => {
  expect(graph.binary('Add', x, bias)).toBe(graph.binary('Add', x, bias));
  expect(graph.constant([1, 2], [2])).toBe(graph.constant([1, 2], [2]));
  expect(graph.constant([1, 2], [2])).not.toBe(graph.constant([1, 2], [2, 1]));
  expect(graph.scalar(0)).not.toBe(graph.scalar(-0));
  expect(graph.scalar(NaN)).toBe(graph.scalar(NaN));
});

test('neutral operations vanish', () => {
  expect(graph.binary('Mul', x, one)).toBe(x);
  expect(graph.binary('Add', graph.scalar(0), x)).toBe(x);
  expect(graph.reshape(graph.reshape(x, [6]), [2, 3])).toBe(x);
  expect(graph.transpose(graph.transpose(x, [1, 0]), [1, 0])).toBe(x);
  expect(graph.slice(x, [0, 0], [-1, 3])).toBe(x);
  expect(
    graph.pad(x, [
      [0, 0],
      [0, 0],
    ]),
  ).toBe(x);
  expect(graph.cast(x, 'float32')).toBe(x);
  expect(graph.concat([x], 0)).toBe(x);
  expect(graph.expand(x, [2, 3])).toBe(x);
});

test('numbers are folded and factors combined', () => {
  expect(graph.number(graph.binary('Pow', graph.scalar(2), graph.scalar(3)))).toBe(8);
  const scaled = graph.binary('Mul', graph.binary('Mul', x, graph.scalar(2)), graph.scalar(3));
  expect(scaled.node.ins).toEqual([x, graph.scalar(6)]);
  expect(graph.binary('Add', x, graph.neg(x)).node.op).toBe('Sub');
  expect(graph.cast(graph.constant([0, 2], [2]), 'bool').node.data).toEqual(Uint8Array.of(0, 1));
});

test('a bias and ReLU move after a max pool', () => {
  const map = graph.input('map', [1, 4, 4, 3], 'float32');
  const attrs = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], outShape: [1, 2, 2, 3] };
  const pooled = graph.maxPool(graph.unary('Relu', graph.binary('Add', map, bias)), attrs);
  expect(order([pooled]).map(({ op }) => op)).toEqual([
    'Input',
    'MaxPoolNHWC',
    'Input',
    'Add',
    'Relu',
  ]);
});

test('logSoftmax is recognized', () => {
  const max = graph.reduce('ReduceMax', x, [1], true);
  const shifted = graph.binary('Sub', x, max);
  const sum = graph.reduce('ReduceSum', graph.unary('Exp', shifted), [1], true);
  const logSumExp = graph.binary('Add', max, graph.unary('Log', sum));
  expect(graph.binary('Sub', x, logSumExp).node.op).toBe('LogSoftmax');
});

test('products lose axes of length 1', () => {
  const a = graph.reshape(x, [1, 2, 3]);
  const product = graph.matMul(a, a, false, true);
  expect(product.shape).toEqual([1, 2, 2]);
  expect(product.node.ins[0]).toBe(graph.matMul(x, x, false, true));
});

test('shapes broadcast as in NumPy', () => {
  expect(broadcast([2, 1, 3], [4, 1])).toEqual([2, 4, 3]);
  expect(() => broadcast([2], [3])).toThrow('cannot broadcast [2] with [3]');
});

test('inputs may leave axes open', () => {
  const open = graph.input('images', ['examples', 4], 'uint8');
  expect(open.shape).toEqual([-1, 4]);
  expect(dimensions(open)).toEqual(['examples', 4]);
});

test('order puts producers first, in graphs of any depth', () => {
  let value = x;
  for (let i = 0; i < 20000; i++) value = graph.unary(i % 2 === 0 ? 'Sin' : 'Cos', value);
  const nodes = order([value, value]);
  expect(nodes).toHaveLength(20001);
  expect(nodes[0]).toBe(x.node);
  expect(nodes.at(-1)).toBe(value.node);
});

test('by depth, nodes at the end of a short path come before those of a long path', () => {
  const short = graph.unary('Exp', x);
  const long = graph.unary('Sin', graph.unary('Cos', graph.unary('Tanh', x)));
  const sum = graph.binary('Add', long, short);
  expect(byDepth(order([sum])).map(({ op }) => op)).toEqual([
    'Input',
    'Tanh',
    'Exp',
    'Cos',
    'Sin',
    'Add',
  ]);
  expect(order([sum]).map(({ op }) => op)).toEqual(['Input', 'Tanh', 'Cos', 'Sin', 'Exp', 'Add']);
});

describe('the gradient of a cross-entropy: w · onehot - sum(w · onehot) · p', () => {
  const labels = graph.input('labels', [2], 'int32');
  const identity = graph.constant([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
  const oneHot = graph.op('Gather', [identity, labels], { axis: 0 }, [2, 3]);
  const column = graph.reshape(graph.input('weights', [2], 'float32'), [2, 1]);
  const weighted = graph.binary('Mul', column, oneHot);

  test('the sum over rows that all have the same sum is not computed', () => {
    expect(graph.reduce('ReduceSum', weighted, [1], true)).toBe(column);
    const uneven = graph.op(
      'Gather',
      [graph.constant([1, 0, 0, 2, 1, 0, 0, 0, 1], [3, 3]), labels],
      { axis: 0 },
      [2, 3],
    );
    const product = graph.binary('Mul', column, uneven);
    expect(graph.reduce('ReduceSum', product, [1], true).node.op).toBe('ReduceSum');
    const full = graph.binary('Mul', x, oneHot);
    expect(graph.reduce('ReduceSum', full, [1], true).node.op).toBe('ReduceSum');
  });

  test('a common factor is factored out, and its sign moves into the difference', () => {
    const difference = graph.binary('Sub', weighted, graph.binary('Mul', column, x));
    expect(difference).toBe(graph.binary('Mul', column, graph.binary('Sub', oneHot, x)));
    const negative = graph.reshape(graph.neg(column), [2, 1]);
    expect(graph.binary('Mul', negative, graph.binary('Sub', oneHot, x))).toBe(
      graph.binary('Mul', column, graph.binary('Sub', x, oneHot)),
    );
  });
});
