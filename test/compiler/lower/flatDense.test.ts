import * as tf from '@tensorflow/tfjs';
import { Graph } from '../../../src/compiler/graph/graph';
import { order } from '../../../src/compiler/graph/order';
import type { Value } from '../../../src/compiler/graph/types';
import { lower } from '../../../src/compiler/lower/lower';
import { turnedState } from '../../../src/compiler/write/turnedState';
import { largestDifference, runGraph, tiedNumbers } from '../../support/onnx';

const [batch, height, width, units] = [3, 7, 6, 5];
const fShape: [number, number, number, number] = [2, 3, 1, 4];
const map: [number, number, number, number] = [batch, 6, 4, 4];
const pooled: [number, number, number, number] = [batch, 3, 2, 4];
const features = 3 * 2 * 4;

const feeds = {
  x: tiedNumbers([batch, height, width, 1], 1),
  f: tiedNumbers(fShape, 2),
  b: tiedNumbers([4], 3),
  w: tiedNumbers([features, units], 4),
  d: tiedNumbers([batch, units], 5),
};

interface Changes {
  /** What else is asked for. */
  readonly more?: (values: Readonly<Record<'flat' | 'w' | 'next' | 'back', Value>>) => Value;
  /** The update of the weights; by default they lose their gradient. */
  readonly update?: (graph: Graph, w: Value, gradient: Value) => Value;
}

/** A convolution with its pool, a dense layer behind it, and a step of SGD. */
function network({ more, update }: Changes = {}): Record<string, Value> {
  const graph = new Graph();
  const input = (name: keyof typeof feeds): Value =>
    graph.input(name, feeds[name].shape, 'float32');
  const [x, f, b, w, d] = [input('x'), input('f'), input('b'), input('w'), input('d')];
  const convolution = {
    kernel: [2, 3],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    outShape: map,
  };
  const pooling = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], outShape: pooled };
  const c = graph.op('Conv2D', [x, f], convolution, map);
  const z = graph.binary('Add', graph.maxPool(c, pooling), b);
  const flat = graph.reshape(graph.unary('Relu', z), [batch, features]);
  const y = graph.matMul(flat, w, false, false);
  const gradient = graph.matMul(flat, d, true, false);
  const next = update?.(graph, w, gradient) ?? graph.binary('Sub', w, gradient);
  const back = graph.matMul(d, w, false, true);
  const dz = graph.binary('Mul', graph.reshape(back, pooled), graph.unary('Step', z));
  const df = graph.op(
    'ConvGradFilter',
    [x, graph.maxPoolGrad(dz, c, pooling)],
    convolution,
    fShape,
  );
  const db = graph.reduce('ReduceSum', dz, [0, 1, 2], false);
  const outputs = { y, next, df, db };
  return more ? { ...outputs, more: more({ flat, w, next, back }) } : outputs;
}

/** The same by TensorFlow.js; the gradients for `d` behind the dense layer. */
function eager(): Record<'y' | 'gradient' | 'df' | 'db', tf.Tensor> {
  const tensor = ({ data, shape }: (typeof feeds)['x']): tf.Tensor => tf.tensor(data, [...shape]);
  const [x, f, b, w, d] = Object.values(feeds).map(tensor);
  const layer = (filter: tf.Tensor, bias: tf.Tensor, weights: tf.Tensor): tf.Tensor => {
    const convolved = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid');
    const z = tf.add<tf.Tensor4D>(tf.maxPool(convolved, 2, 2, 'valid'), bias);
    const flat = tf.reshape(tf.relu(z), [batch, features]);
    return tf.matMul(flat, weights);
  };
  const [df, db, gradient] = tf.grads(layer)([f, b, w], d);
  return { y: layer(f, b, w), df, db, gradient };
}

/** Whether a loop over the step carries the weights turned, and no step turns them. */
function turnsWeights(outputs: Record<string, Value>): boolean {
  const { next, ...results } = lower(outputs);
  const nodes = order([next, ...Object.values(results)]);
  const weights = nodes.find(({ attrs }) => attrs.name === 'w')!;
  return turnedState(nodes, Object.values(results), weights.outs[0], next) !== undefined;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('a dense layer after a pooled map: the products take the map in its memory layout', async () => {
  const outputs = network();
  expect(turnsWeights(outputs)).toBe(true);
  const results = await runGraph(outputs, feeds);
  tf.tidy(() => {
    const { gradient, ...expected } = eager();
    const next = tf.sub(tf.tensor(feeds.w.data, [features, units]), gradient);
    for (const [name, value] of Object.entries({ ...expected, next })) {
      expect(largestDifference(results[name], value.dataSync())).toBe(0);
    }
  });
});

test.each<[string, Changes]>([
  ['the flat map is read elsewhere', { more: ({ flat }) => flat }],
  ['the weights are read elsewhere', { more: ({ w }) => w }],
  ['the gradient of the flat map is read elsewhere', { more: ({ back }) => back }],
  [
    'something reads the next weights',
    {
      update: (graph, w, gradient) =>
        graph.binary('Mul', graph.binary('Sub', w, gradient), graph.scalar(1.5)),
    },
  ],
  [
    'the update is another one',
    { update: (graph, w, gradient) => graph.binary('Max', w, gradient) },
  ],
])('if %s, weights stay unchanged', async (_, changes) => {
  const outputs = network(changes);
  expect(turnsWeights(outputs)).toBe(false);
  const results = await runGraph(outputs, feeds);
  tf.tidy(() => {
    const { y, df, db } = eager();
    for (const [name, value] of Object.entries({ y, df, db })) {
      expect(largestDifference(results[name], value.dataSync())).toBe(0);
    }
  });
});
