import * as tf from '@tensorflow/tfjs';
import { Graph } from '../../../src/compiler/graph/graph';
import type { Attributes, Value } from '../../../src/compiler/graph/types';
import { largestDifference, runGraph, tiedNumbers } from '../../support/onnx';
import type { Fed } from '../../support/onnx';

type Four = [number, number, number, number];
type Pad = 'same' | 'valid';

const tensor = ({ data, shape }: Fed): tf.Tensor4D => tf.tensor4d(data, shape as Four);

/** The window of a tfjs convolution or pool as the graph describes it. */
function describeWindow(info: tf.backend_util.Conv2DInfo): Attributes {
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
    outShape: info.outShape,
  };
}

function inputs(graph: Graph, feeds: Record<string, Fed>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { shape }]) => [name, graph.input(name, shape, 'float32')]),
  );
}

/** Small whole numbers: every engine computes the same sums, so nothing may differ. */
async function expectEqual(
  outputs: Record<string, Value>,
  feeds: Record<string, Fed>,
  eager: Record<string, tf.Tensor>,
  bound = 0,
): Promise<void> {
  const results = await runGraph(outputs, feeds);
  for (const [name, expected] of Object.entries(eager)) {
    expect(expected.shape).toEqual(outputs[name].shape);
    expect(largestDifference(results[name], expected.dataSync())).toBeLessThanOrEqual(bound);
  }
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(() => {
  tf.engine().startScope();
});

afterEach(() => {
  tf.engine().endScope();
});

const convolutions: [string, Four, Four, [number, number], Pad][] = [
  ['few channels', [2, 6, 5, 3], [3, 2, 3, 4], [1, 1], 'valid'],
  ['few channels, same, strides', [2, 7, 5, 1], [3, 3, 1, 2], [2, 1], 'same'],
  ['few channels, rows left over', [2, 8, 8, 2], [3, 3, 2, 3], [2, 2], 'valid'],
  ['many channels', [2, 6, 5, 5], [3, 2, 5, 4], [1, 1], 'valid'],
  ['many channels, same, strides', [2, 7, 6, 4], [3, 3, 4, 2], [2, 1], 'same'],
  ['many channels, rows left over', [2, 8, 8, 6], [3, 3, 6, 3], [2, 2], 'valid'],
];

test.each(convolutions)(
  'convolution and its gradients: %s',
  async (_, xShape, fShape, strides, pad) => {
    const info = tf.backend_util.computeConv2DInfo(xShape, fShape, strides, 1, pad);
    const attrs = describeWindow(info);
    const feeds = {
      x: tiedNumbers(xShape, 1),
      f: tiedNumbers(fShape, 2),
      dy: tiedNumbers(info.outShape, 3),
    };
    const graph = new Graph();
    const { x, f, dy } = inputs(graph, feeds);
    const outputs = {
      y: graph.op('Conv2D', [x, f], attrs, info.outShape),
      df: graph.op('ConvGradFilter', [x, dy], attrs, fShape),
      dx: graph.op('ConvGradInput', [dy, f], attrs, xShape),
    };
    const [ex, ef, edy] = [feeds.x, feeds.f, feeds.dy].map(tensor);
    const conv = (a: tf.Tensor, b: tf.Tensor) =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad);
    const [dx, df] = tf.grads(conv)([ex, ef], edy);
    await expectEqual(outputs, feeds, { y: conv(ex, ef), dx, df });
  },
);

test.each([
  [2, 'few channels'],
  [4, 'many channels'],
])('a dilated convolution of %i channels (%s)', async (channels) => {
  const [xShape, fShape]: Four[] = [
    [2, 8, 7, channels],
    [3, 2, channels, 3],
  ];
  const info = tf.backend_util.computeConv2DInfo(xShape, fShape, 1, [2, 3], 'same');
  const feeds = { x: tiedNumbers(xShape, 1), f: tiedNumbers(fShape, 2) };
  const graph = new Graph();
  const { x, f } = inputs(graph, feeds);
  const y = graph.op('Conv2D', [x, f], describeWindow(info), info.outShape);
  const eager = tf.conv2d(tensor(feeds.x), tensor(feeds.f), 1, 'same', 'NHWC', [2, 3]);
  await expectEqual({ y }, feeds, { y: eager });
});

test.each<[[number, number], Pad]>([
  [[1, 1], 'valid'],
  [[2, 2], 'same'],
])('depthwise convolution and its gradients: strides %j, %s', async (strides, pad) => {
  const [xShape, fShape]: Four[] = [
    [2, 7, 6, 3],
    [3, 2, 3, 2],
  ];
  const info = tf.backend_util.computeConv2DInfo(xShape, fShape, strides, 1, pad, undefined, true);
  const feeds = {
    x: tiedNumbers(xShape, 1),
    f: tiedNumbers(fShape, 2),
    dy: tiedNumbers(info.outShape, 3),
  };
  const graph = new Graph();
  const { x, f, dy } = inputs(graph, feeds);
  const attrs = describeWindow(info);
  const outputs = {
    y: graph.op('DepthwiseConv', [x, f], attrs, info.outShape),
    df: graph.op('DepthwiseGradFilter', [x, dy], attrs, fShape),
    dx: graph.op('DepthwiseGradInput', [dy, f], attrs, xShape),
  };
  const [ex, ef, edy] = [feeds.x, feeds.f, feeds.dy].map(tensor);
  const conv = (a: tf.Tensor, b: tf.Tensor) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad);
  const [dx, df] = tf.grads(conv)([ex, ef], edy);
  await expectEqual(outputs, feeds, { y: conv(ex, ef), dx, df });
});

const pools: [string, Four, [number, number], [number, number], Pad][] = [
  ['tiles', [2, 6, 4, 3], [2, 2], [2, 2], 'valid'],
  ['tiles with a rest', [2, 7, 5, 3], [2, 2], [2, 2], 'valid'],
  ['tiles of an odd number of cells', [2, 6, 7, 2], [3, 3], [3, 3], 'valid'],
  ['overlapping windows', [2, 6, 5, 3], [3, 2], [2, 1], 'valid'],
  ['same', [2, 7, 5, 3], [3, 3], [2, 2], 'same'],
  ['large tiles', [1, 10, 10, 2], [5, 5], [5, 5], 'valid'],
];

test.each(pools)(
  'max pool and its gradient, first of equals: %s',
  async (_, shape, size, strides, pad) => {
    const { outputs, feeds, x, dy } = pooled('Max', shape, size, strides, pad);
    const pool = (v: tf.Tensor) => tf.maxPool(v as tf.Tensor4D, size, strides, pad);
    const dx = tf.grad(pool)(x, dy);
    await expectEqual(outputs, feeds, { y: pool(x), dx });
  },
);

test.each(pools)('average pool and its gradient: %s', async (_, shape, size, strides, pad) => {
  const { outputs, feeds, x, dy } = pooled('Avg', shape, size, strides, pad);
  const pool = (v: tf.Tensor) => tf.avgPool(v as tf.Tensor4D, size, strides, pad);
  await expectEqual(outputs, feeds, { y: pool(x), dx: tf.grad(pool)(x, dy) }, 1e-6);
});

function pooled(
  kind: 'Max' | 'Avg',
  shape: Four,
  size: [number, number],
  strides: [number, number],
  pad: Pad,
) {
  const info = tf.backend_util.computePool2DInfo(shape, size, strides, 1, pad);
  const { kernel, strides: steps, pads, outShape } = describeWindow(info);
  const attrs = { kernel, strides: steps, pads, outShape };
  const feeds = { x: tiedNumbers(shape, 1), dy: tiedNumbers(info.outShape, 2) };
  const graph = new Graph();
  const { x, dy } = inputs(graph, feeds);
  const y =
    kind === 'Max' ? graph.maxPool(x, attrs) : graph.op('AvgPoolNHWC', [x], attrs, info.outShape);
  const dx =
    kind === 'Max' ? graph.maxPoolGrad(dy, x, attrs) : graph.op('AvgPoolGrad', [dy], attrs, shape);
  return { outputs: { y, dx }, feeds, x: tensor(feeds.x), dy: tensor(feeds.dy) };
}
