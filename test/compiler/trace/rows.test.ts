import * as tf from '@tensorflow/tfjs';
import { compileEvaluation, compileTraining } from '../../../src/compiler/trace/program';
import {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { stepModel } from './compare';
import { conv, dense, flatten, recurrent, rows, sequential, tail } from './models';
import { imageKind } from '../../../src/training/exampleKind';

const options = { examples: imageKind([2, 3, 2]), batchSize: 5 } as const;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Outputs = (pixels: tf.Tensor2D, kernel: tf.Tensor2D) => tf.Tensor;

/** Whether steps of a model written by hand need full batches in evaluation. */
function needsFullBatches(outputs: Outputs): boolean {
  const eager = eagerModel({
    variables: { kernel: tf.ones([12, 5]) },
    logits: ({ kernel }, images) =>
      outputs(images.reshape([-1, 12]), kernel as tf.Tensor2D) as tf.Tensor2D,
  });
  const { exactBatch } = compileEvaluation(stepModel(eager), softmaxCrossEntropy, options);
  eager.dispose();
  return exactBatch;
}

/** Whether the first row's outputs change where only the other rows do. */
function firstRowDepends(outputs: Outputs): boolean {
  const kernel = tf.randomNormal<tf.Rank.R2>([12, 5], 0, 1, 'float32', 1);
  const [first, ...others] = [1, 2, 3].map((seed) =>
    tf.randomUniform<tf.Rank.R2>([seed === 1 ? 1 : 4, 12], 0, 1, 'float32', seed),
  );
  const [one, other] = others.map((rest) =>
    Array.from(
      outputs(tf.concat([first, rest]), kernel)
        .slice(0, 1)
        .dataSync(),
    ),
  );
  return one.some((value, i) => Math.abs(value - other[i]) > 1e-6);
}

const apart: Record<string, Outputs> = {
  'a product': (x, w) => tf.matMul(x, w),
  'a transposed product': (x, w) => tf.transpose(tf.matMul(w, x, true, true)),
  'sums and extremes of a row': (x, w) =>
    tf.mul(tf.matMul(x, w), tf.add(tf.sum(x, 1, true), tf.max(x, 1, true))),
  softmax: (x, w) => tf.softmax(tf.matMul(x, w)),
  'another arrangement': (x) =>
    tf.concat([x.slice([0, 2], [-1, 3]), x.reverse(1).slice([0, 0], [-1, 2])], 1),
  'images and back': (x, w) => {
    const images = tf.transpose(x.reshape([-1, 2, 3, 2]), [0, 2, 1, 3]) as tf.Tensor4D;
    return tf.matMul(tf.maxPool(images, 2, 1, 'same').reshape([-1, 12]), w);
  },
  'rows in the middle': (x, w) =>
    tf.matMul(
      tf.transpose(tf.transpose(x.reshape([-1, 3, 4]), [1, 0, 2]), [1, 0, 2]).reshape([-1, 12]),
      w,
    ),
  'a table': (x, w) => tf.matMul(tf.gather(x, [11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1), w),
  'a product for each row': (x) => {
    const parts = x.reshape<tf.Tensor3D>([-1, 3, 4]);
    return tf.matMul(parts, parts, false, true).reshape([-1, 9]);
  },
};

const mixed: Record<string, Outputs> = {
  'the mean row': (x, w) => tf.matMul(tf.sub(x, tf.mean(x, 0)), w),
  'the largest number': (x, w) => tf.div(tf.matMul(x, w), tf.max(x)),
  'products of rows': (x, w) => tf.matMul(tf.matMul(x, x, false, true), tf.matMul(x, w)),
  'sums over a product': (x, w) => tf.matMul(x, tf.mul(w, tf.sum(tf.matMul(x, x, true), 1, true))),
  'the next row': (x, w) =>
    tf.matMul(
      x.slice([1, 0], [4, 12]).pad([
        [0, 1],
        [0, 0],
      ]),
      w,
    ),
  'the rows backwards': (x, w) => tf.matMul(tf.reverse(x, 0), w),
  'softmax over rows': (x, w) => tf.transpose(tf.softmax(tf.transpose(tf.matMul(x, w)))),
  'differences of all rows': (x) =>
    tf.sub(tf.sum(x, 1).reshape([-1, 1]), tf.sum(x, 1).reshape([1, -1])),
  'rows side by side': (x) => tf.softmax(x.reshape([2, 30])).reshape([5, 12]),
};

test.each(Object.entries(apart))('%s keeps rows apart', (_, outputs) => {
  expect(firstRowDepends(outputs)).toBe(false);
  expect(needsFullBatches(outputs)).toBe(false);
});

test.each(Object.entries(mixed))('%s mixes rows', (_, outputs) => {
  expect(firstRowDepends(outputs)).toBe(true);
  expect(needsFullBatches(outputs)).toBe(true);
});

test.each<[string, boolean, (labels: tf.Tensor1D) => tf.Tensor]>([
  ['each row’s own label', false, (labels) => labels],
  ['how many labels the batch has of a class', true, (labels) => tf.sum(tf.equal(labels, 1))],
  ['the label of the next row', true, (labels) => tf.concat([labels.slice(1), labels.slice(0, 1)])],
])('a loss weighted by %s', (_, mixes, weights) => {
  const model = sequential(flatten, dense(5));
  const step = stepModel(eagerModel(model), model);
  const loss = (labels: tf.Tensor1D, outputs: tf.Tensor2D): tf.Tensor1D =>
    tf.mul(softmaxCrossEntropy(labels, outputs), tf.cast(weights(labels), 'float32'));
  const shape = { examples: imageKind([8, 7, 2]), batchSize: 5 } as const;
  const training = { ...shape, optimizer: { kind: 'sgd' } } as const;
  expect(compileTraining(step, loss, training).exactBatch).toBe(mixes);
  expect(compileEvaluation(step, loss, shape).exactBatch).toBe(mixes);
});

describe('tfjs’s layers do not need full batches with any of the library’s losses', () => {
  const losses = {
    softmaxCrossEntropy,
    crossEntropy,
    binaryCrossEntropy,
    sigmoidCrossEntropy,
    meanSquaredError,
  };
  const models = {
    convolutions: () =>
      sequential(
        conv({ activation: 'relu' }),
        () => tf.layers.maxPooling2d({ poolSize: 2 }),
        () => tf.layers.globalAveragePooling2d({}),
        dense(3, { activation: 'softmax' }),
      ),
    'dense layers': () => sequential(flatten, dense(4, { activation: 'sigmoid' }), dense()),
    lstm: () => sequential(rows, recurrent('lstm'), dense()),
    reshape: () =>
      sequential(
        (first) => tf.layers.reshape({ targetShape: [56, 2], ...first }),
        dense(),
        ...tail,
      ),
    'batch normalization': () =>
      sequential(conv({}), () => tf.layers.batchNormalization({}), ...tail),
  };
  test.each(Object.entries(models))('%s', (name, make) => {
    const model = make();
    const step = stepModel(eagerModel(model), model);
    const shape = { examples: imageKind([8, 7, 2]), batchSize: 5 } as const;
    for (const loss of Object.values(losses)) {
      const { exactBatch } = compileTraining(step, loss, { ...shape, optimizer: { kind: 'sgd' } });
      expect(exactBatch).toBe(name === 'batch normalization');
      expect(compileEvaluation(step, loss, shape).exactBatch).toBe(false);
    }
  });
});
