import * as tf from '@tensorflow/tfjs';
import { Graph } from '../../../src/compiler/graph/graph';
import { lower } from '../../../src/compiler/lower/lower';
import { kernelRules } from '../../../src/compiler/trace/kernels';
import { trace } from '../../../src/compiler/trace/trace';
import { writeModel } from '../../../src/compiler/write/model';
import { largestDifference, run } from './run';

/** Distinct numbers between -1.5 and 1.5 without a pattern. */
const numbers = (n: number, salt = 1): number[] =>
  Array.from(
    { length: n },
    (_, i) => ((Math.imul(i + salt, 0x9e3779b1) >>> 8) / 2 ** 24) * 3 - 1.5,
  );

const tensor = (shape: number[], salt = 1): tf.Tensor =>
  tf.tensor(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      salt,
    ),
    shape,
  );

type Case = readonly [
  inputs: () => tf.Tensor[],
  attrs?: object,
  names?: readonly string[] | 'list',
];

const x = (): tf.Tensor[] => [tensor([3, 4])];
const positive = (): tf.Tensor[] => [tf.abs(tensor([3, 4])).add(0.1)];
const pair = (): tf.Tensor[] => [tensor([3, 4]), tensor([4], 7)];
const ties = (): tf.Tensor[] => [tf.tensor([1, 2, 3, 2], [2, 2]), tf.tensor([1, 3, 2, 2], [2, 2])];
const truths = (): tf.Tensor[] => [
  tf.tensor([0, 0, 1, 1], [4], 'bool'),
  tf.tensor([0, 1, 0, 1], [4], 'bool'),
];
const image = { dataFormat: 'NHWC', dilations: [1, 1], strides: [2, 1], pad: 'same' };
const pool = { filterSize: [3, 2], strides: [2, 1], pad: 'same' };
const ab = ['a', 'b'];
const axis = { axis: [0], keepDims: false };
const conv = (depthwise: boolean): tf.Tensor[] => [
  tensor([2, 5, 4, 3]),
  tensor([3, 2, 3, depthwise ? 2 : 5], 5),
];
const convGradient = (channels: number): tf.Tensor => tensor([2, 3, 4, channels], 9);

/** Inputs and attributes as tfjs hands them to the kernel, for every kernel with a rule. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  Abs: [[x]],
  Add: [[pair, {}, ab]],
  AddN: [[() => [tensor([3]), tensor([3], 4), tensor([3], 9)], {}, 'list']],
  All: [[() => [tf.tensor([0, 1, 1, 1], [2, 2], 'bool')], axis]],
  Any: [[() => [tf.tensor([0, 1, 0, 0], [2, 2], 'bool')], axis]],
  ArgMax: [
    [x, { axis: 1 }],
    [() => [tf.tensor([1, 3, 3, 2, 2, 2], [2, 3])], { axis: 1 }],
  ],
  AvgPool: [[() => [tensor([2, 5, 4, 3])], pool]],
  AvgPoolGrad: [[() => [convGradient(3), tensor([2, 5, 4, 3])], pool, ['dy', 'input']]],
  BatchMatMul: [
    [() => [tensor([2, 3, 4]), tensor([2, 5, 4], 3)], { transposeA: false, transposeB: true }, ab],
    [() => [tensor([1, 4, 3]), tensor([1, 4, 5], 3)], { transposeA: true, transposeB: false }, ab],
  ],
  Cast: [
    [x, { dtype: 'int32' }],
    [x, { dtype: 'bool' }],
    [() => [truths()[0]], { dtype: 'float32' }],
  ],
  Ceil: [[x]],
  ClipByValue: [[x, { clipValueMin: -0.5, clipValueMax: 0.7 }]],
  Concat: [[() => [tensor([2, 3]), tensor([2, 1], 5)], { axis: 1 }, 'list']],
  Conv2D: [[() => conv(false), image, ['x', 'filter']]],
  Conv2DBackpropFilter: [
    [
      () => [tensor([2, 5, 4, 3]), convGradient(5)],
      { ...image, filterShape: [3, 2, 3, 5] },
      ['x', 'dy'],
    ],
  ],
  Conv2DBackpropInput: [
    [
      () => [convGradient(5), tensor([3, 2, 3, 5], 5)],
      { ...image, inputShape: [2, 5, 4, 3] },
      ['dy', 'filter'],
    ],
  ],
  Cos: [[x]],
  DepthwiseConv2dNative: [[() => conv(true), { ...image, strides: [2, 2] }, ['x', 'filter']]],
  DepthwiseConv2dNativeBackpropFilter: [
    [
      () => [tensor([2, 5, 4, 3]), tensor([2, 3, 2, 6], 9)],
      { ...image, strides: [2, 2], filterShape: [3, 2, 3, 2] },
      ['x', 'dy'],
    ],
  ],
  DepthwiseConv2dNativeBackpropInput: [
    [
      () => [tensor([2, 3, 2, 6], 9), tensor([3, 2, 3, 2], 5)],
      { ...image, strides: [2, 2], inputShape: [2, 5, 4, 3] },
      ['dy', 'filter'],
    ],
  ],
  Elu: [[x]],
  EluGrad: [[() => [tensor([3, 4]), tf.elu(tensor([3, 4], 7))], {}, ['dy', 'y']]],
  Equal: [[ties, {}, ab]],
  Erf: [[x]],
  Exp: [[x]],
  ExpandDims: [[x, { dim: -2 }, ['input']]],
  Expm1: [[x]],
  Fill: [[() => [], { shape: [2, 3], value: 1.5, dtype: 'float32' }, []]],
  Floor: [[x]],
  FusedBatchNorm: [
    [
      () => [
        tensor([2, 3]),
        tensor([3], 3),
        tf.tensor([0.5, 1, 2]),
        tensor([3], 4),
        tensor([3], 5),
      ],
      { varianceEpsilon: 1e-3 },
      ['x', 'mean', 'variance', 'offset', 'scale'],
    ],
    [
      () => [tensor([2, 3]), tensor([3], 3), tf.tensor([0.5, 1, 2])],
      { varianceEpsilon: 1e-3 },
      ['x', 'mean', 'variance'],
    ],
  ],
  FusedConv2D: ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'].map((activation) => [
    () => [...conv(false), tensor([5], 8)],
    { ...image, activation, leakyreluAlpha: 0.3 },
    ['x', 'filter', 'bias'],
  ]),
  GatherV2: [
    [
      () => [tensor([4, 3]), tf.tensor([2, 0, 2], [3], 'int32')],
      { axis: 0, batchDims: 0 },
      ['x', 'indices'],
    ],
    [
      () => [tensor([2, 4]), tf.tensor([3, 1], [2], 'int32')],
      { axis: 1, batchDims: 0 },
      ['x', 'indices'],
    ],
  ],
  Greater: [[ties, {}, ab]],
  GreaterEqual: [[ties, {}, ab]],
  Identity: [[x]],
  IsNan: [[() => [tf.tensor([1, NaN, Infinity])]]],
  LeakyRelu: [[x, { alpha: 0.3 }]],
  Less: [[ties, {}, ab]],
  LessEqual: [[ties, {}, ab]],
  Log: [[positive]],
  Log1p: [[positive]],
  LogicalAnd: [[truths, {}, ab]],
  LogicalNot: [[() => [truths()[0]]]],
  LogicalOr: [[truths, {}, ab]],
  Max: [[x, { reductionIndices: [1], keepDims: true }]],
  Maximum: [[pair, {}, ab]],
  MaxPool: [
    [() => [tensor([2, 5, 4, 3])], pool],
    [() => [tensor([2, 5, 4, 3])], { filterSize: 2, strides: 2, pad: 'valid' }],
  ],
  MaxPoolGrad: [
    [
      () => [convGradient(3), tensor([2, 5, 4, 3]), tensor([2, 3, 4, 3])],
      pool,
      ['dy', 'input', 'output'],
    ],
    [
      () => [tensor([1, 2, 2, 1]), tf.zeros([1, 4, 5, 1]), tf.zeros([1, 2, 2, 1])],
      { filterSize: 2, strides: 2, pad: 'valid' },
      ['dy', 'input', 'output'],
    ],
  ],
  Mean: [[x, axis]],
  Min: [[x, { axis: [1], keepDims: false }]],
  Minimum: [[pair, {}, ab]],
  Multiply: [[pair, {}, ab]],
  Neg: [[x]],
  NotEqual: [[ties, {}, ab]],
  OneHot: [
    [
      () => [tf.tensor([2, 0, 1], [3], 'int32')],
      { depth: 4, onValue: 1, offValue: 0, dtype: 'int32' },
      ['indices'],
    ],
    [
      () => [tf.tensor([2, 0], [2], 'int32')],
      { depth: 3, onValue: 0.9, offValue: 0.05, dtype: 'float32' },
      ['indices'],
    ],
  ],
  OnesLike: [[x]],
  Pack: [[() => [tensor([3]), tensor([3], 4)], { axis: 1 }, 'list']],
  PadV2: [
    [
      x,
      {
        paddings: [
          [1, 0],
          [2, 1],
        ],
        constantValue: 0.5,
      },
    ],
  ],
  Pow: [[() => [positive()[0], tensor([4], 7)], {}, ab]],
  Prelu: [[() => [tensor([3, 4]), tf.tensor([0.1, 0.2, 0.3, 0.4])], {}, ['x', 'alpha']]],
  Prod: [[x, axis]],
  RealDiv: [[pair, {}, ab]],
  Reciprocal: [[positive]],
  Relu: [[x]],
  Relu6: [[() => [tensor([12]).mul(8)]]],
  Reshape: [[x, { shape: [2, -1] }]],
  Reverse: [[x, { dims: [0, -1] }]],
  Round: [[() => [tf.tensor([-1.5, -0.5, 0.4, 0.5, 1.5, 2.5])]]],
  Rsqrt: [[positive]],
  Select: [[() => [truths()[1], tensor([4]), tensor([4], 7)], {}, ['condition', 't', 'e']]],
  Selu: [[x]],
  Sigmoid: [[x]],
  Sign: [[() => [tf.tensor([-2, 0, 3])]]],
  Sin: [[x]],
  Slice: [[x, { begin: [1, 1], size: [2, -1] }]],
  Softmax: [[x, { dim: -1 }, ['logits']]],
  Softplus: [[x]],
  SplitV: [[x, { numOrSizeSplits: [1, -1], axis: 1 }]],
  Sqrt: [[positive]],
  Square: [[x]],
  SquaredDifference: [[pair, {}, ab]],
  Step: [
    [x, { alpha: 0 }],
    [x, { alpha: 0.5 }],
  ],
  Sub: [[pair, {}, ab]],
  Sum: [
    [x, axis],
    [() => [truths()[1]], { axis: [0], keepDims: false }],
  ],
  Tanh: [[x]],
  Tile: [
    [x, { reps: [2, 3] }],
    [() => [tensor([1, 4])], { reps: [3, 1] }],
  ],
  Transpose: [[() => [tensor([2, 3, 4])], { perm: [2, 0, 1] }]],
  Unpack: [[x, { axis: 1 }, ['value']]],
  UnsortedSegmentSum: [
    [
      () => [tensor([4, 3]), tf.tensor([1, 0, 1, 2], [4], 'int32')],
      { numSegments: 3 },
      ['x', 'segmentIds'],
    ],
  ],
  ZerosLike: [[x]],
  _FusedMatMul: [
    [
      () => [tensor([1, 3, 4]), tensor([1, 4, 2], 3), tensor([2], 5)],
      { transposeA: false, transposeB: false, activation: 'relu' },
      ['a', 'b', 'bias'],
    ],
  ],
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('every rule is in the table, and nothing else', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(kernelRules).sort());
});

const table = Object.entries(cases).flatMap(([kernel, list]) =>
  list.map((entry, i) => [kernel, i, entry] as const),
);

test.each(table)(
  '%s (%i) gives what tfjs gives',
  async (kernel, _, [inputs, attrs = {}, names]) => {
    const tensors = inputs();
    const named = (list: readonly tf.Tensor[]): tf.NamedTensorMap =>
      names === 'list'
        ? (list as unknown as tf.NamedTensorMap)
        : Object.fromEntries(list.map((t, i) => [names?.[i] ?? 'x', t]));
    const apply = (list: readonly tf.Tensor[]): tf.Tensor[] => {
      const result = tf
        .engine()
        .runKernel(kernel, named(list), attrs as unknown as tf.NamedAttrMap) as unknown;
      return ([] as tf.Tensor[]).concat(result as tf.Tensor);
    };
    const expected = apply(tensors);

    const graph = new Graph();
    const { outputs } = trace(graph, [], (symbol) => {
      const symbols = tensors.map((t, i) =>
        symbol(graph.input(`x${i}`, t.shape, t.dtype as 'float32')),
      );
      return Object.fromEntries(apply(symbols).map((t, i) => [`y${i}`, t]));
    });
    expected.forEach((t, i) => {
      expect(outputs[`y${i}`]).toMatchObject({ shape: t.shape, dtype: t.dtype });
    });
    const feeds = tensors.map(
      (t, i) => [`x${i}`, [t.dtype as 'float32', t.dataSync(), t.shape]] as const,
    );
    const results = await run(writeModel(lower(outputs)), Object.fromEntries(feeds));
    expected.forEach((t, i) => {
      expect(largestDifference(results[`y${i}`], t.dataSync())).toBeLessThanOrEqual(1e-6);
    });
  },
);
