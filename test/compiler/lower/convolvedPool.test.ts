import * as tf from '@tensorflow/tfjs';
import { Graph } from '../../../src/compiler/graph/graph';
import { order } from '../../../src/compiler/graph/order';
import type { Value } from '../../../src/compiler/graph/types';
import { lower } from '../../../src/compiler/lower/lower';
import { largestDifference, runGraph, tiedNumbers } from '../../support/onnx';
import type { Fed } from '../../support/onnx';

/** A first layer: convolution, bias, ReLU, max pool, and the gradients of filter and bias. */
function firstLayer(pool: [number, number], shape: [number, number, number, number]) {
  const [batch, height, width, channels] = shape;
  const fShape: [number, number, number, number] = [3, 2, channels, 4];
  const map: [number, number, number, number] = [batch, height - 2, width - 1, 4];
  const out = [batch, Math.floor(map[1] / pool[0]), Math.floor(map[2] / pool[1]), 4];
  const window = { kernel: [3, 2], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  const convolution = { ...window, outShape: map };
  const pooling = { kernel: pool, strides: pool, pads: [0, 0, 0, 0], outShape: out };
  const feeds = {
    x: tiedNumbers(shape, 1),
    f: tiedNumbers(fShape, 2),
    b: tiedNumbers([4], 3),
    dy: tiedNumbers(out, 4),
  };
  const graph = new Graph();
  const input = (name: keyof typeof feeds): Value =>
    graph.input(name, feeds[name].shape, 'float32');
  const [x, f, b, dy] = [input('x'), input('f'), input('b'), input('dy')];
  const z = graph.binary('Add', graph.op('Conv2D', [x, f], convolution, map), b);
  const y = graph.maxPool(graph.unary('Relu', z), pooling);
  const toMap = graph.maxPoolGrad(dy, graph.unary('Relu', z), pooling);
  const dz = graph.binary('Mul', toMap, graph.unary('Step', z));
  const df = graph.op('ConvGradFilter', [x, dz], convolution, fShape);
  const db = graph.reduce('ReduceSum', dz, [0, 1, 2], false);

  const eager = (): Record<'y' | 'df' | 'db', tf.Tensor> => {
    const images = tf.tensor4d(feeds.x.data, shape);
    const layer = (filter: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
      const convolved = tf.conv2d(images, filter as tf.Tensor4D, 1, 'valid');
      return tf.maxPool(tf.relu(tf.add<tf.Tensor4D>(convolved, bias)), pool, pool, 'valid');
    };
    const [filter, bias] = [tf.tensor4d(feeds.f.data, fShape), tf.tensor1d(feeds.b.data)];
    const [edf, edb] = tf.grads(layer)([filter, bias], tf.tensor(feeds.dy.data, out));
    return { y: layer(filter, bias), df: edf, db: edb };
  };
  return { outputs: { y, df, db }, feeds, eager };
}

const operators = (outputs: Record<string, Value>): string[] =>
  order(Object.values(lower(outputs))).map(({ op }) => op);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each<[string, [number, number], [number, number, number, number]]>([
  ['four cells', [2, 2], [2, 8, 7, 1]],
  ['rows and columns left over', [2, 2], [2, 9, 8, 1]],
  ['three channels', [2, 2], [2, 6, 5, 3]],
  ['an odd number of cells', [3, 1], [3, 8, 4, 1]],
  ['six cells', [3, 2], [2, 8, 7, 1]],
])('a convolution with its pool and their gradients: %s', async (_, pool, shape) => {
  const { outputs, feeds, eager } = firstLayer(pool, shape);
  const used = operators(outputs);
  expect(used).not.toContain('Conv');
  expect(used).not.toContain('MaxPool');
  const results = await runGraph(outputs, feeds);
  tf.tidy(() => {
    for (const [name, expected] of Object.entries(eager())) {
      expect(largestDifference(results[name], expected.dataSync())).toBe(0);
    }
  });
});

test('an empty cell is exactly 0, however far below 0 its neighbors are', async () => {
  const { outputs, feeds, eager } = firstLayer([2, 2], [4, 12, 11, 1]);
  const fill = ({ data }: Fed, number: (i: number) => number): void => {
    data.set(Array.from(data, (_, i) => number(i)));
  };
  fill(feeds.x, (i) => (i % 7 === 0 ? Math.abs(Math.sin(i)) : 0));
  fill(feeds.f, (i) => Math.cos(3 * i + 1) - 0.3);
  fill(feeds.b, () => 0);
  fill(feeds.dy, (i) => Math.sin(5 * i));
  const results = await runGraph(outputs, feeds);
  tf.tidy(() => {
    for (const [name, expected] of Object.entries(eager())) {
      expect(largestDifference(results[name], expected.dataSync())).toBeLessThan(1e-5);
    }
  });
});

test('only the pool, without a gradient', async () => {
  const { outputs, feeds, eager } = firstLayer([2, 2], [2, 8, 7, 1]);
  const { x, f, b } = feeds;
  const results = await runGraph({ y: outputs.y }, { x, f, b });
  tf.tidy(() => {
    expect(largestDifference(results.y, eager().y.dataSync())).toBe(0);
  });
});

test('a convolved map that is also read elsewhere is computed', async () => {
  const { outputs, feeds, eager } = firstLayer([2, 2], [2, 8, 7, 1]);
  const map = order([outputs.y]).find(({ op }) => op === 'Conv2D')!.outs[0];
  expect(operators({ ...outputs, map })).toContain('Conv');
  const results = await runGraph({ ...outputs, map }, feeds);
  tf.tidy(() => {
    for (const [name, expected] of Object.entries(eager())) {
      expect(largestDifference(results[name], expected.dataSync())).toBe(0);
    }
  });
});
