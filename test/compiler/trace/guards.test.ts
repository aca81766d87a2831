import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../../../src/compiler/traceError';
import { compileTraining } from '../../../src/compiler/trace/program';
import type { ExampleLoss, StepModel } from '../../../src/compiler/trace/program';
import { useBackend } from '../../../src/models/backend';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { describeBackends } from '../../support/backends';
import { run } from './run';
import { imageKind } from '../../../src/training/exampleKind';

const options = {
  examples: imageKind([4, 3, 1]),
  batchSize: 2,
  optimizer: { kind: 'sgd' },
} as const;

function adapt(model: tf.LayersModel): StepModel {
  return { ...eagerModel(model), layers: model.layers };
}

function withLayer(...layers: tf.layers.Layer[]): tf.LayersModel {
  const reshape = tf.layers.reshape({ inputShape: [4, 3, 1], targetShape: [4, 3] });
  const last = [tf.layers.flatten(), tf.layers.dense({ units: 3, name: 'last' })];
  return tf.sequential({ layers: [reshape, ...layers, ...last] });
}

const byHand = (outputs: (w: tf.Variable, images: tf.Tensor4D) => tf.Tensor): StepModel => {
  const w = tf.variable(tf.ones([12, 3]));
  return {
    variables: [w],
    trainable: [w],
    outputs: (images) => outputs(w, images as tf.Tensor4D) as tf.Tensor2D,
    penalties: () => [],
  };
};

const linear = (w: tf.Variable, images: tf.Tensor): tf.Tensor =>
  tf.matMul(tf.reshape(images, [-1, 12]), w);

/** Compiles, expects a refusal, and that nothing else has changed. */
function refusal(model: StepModel, loss: ExampleLoss = softmaxCrossEntropy): string {
  const before = model.variables.map((v) => Array.from(v.dataSync()));
  const [tensors, backend, random] = [tf.memory().numTensors, tf.getBackend(), Math.random];
  let message = '';
  try {
    compileTraining(model, loss, options);
  } catch (error) {
    expect(error).toBeInstanceOf(TraceError);
    message = (error as Error).message;
  }
  expect(model.variables.map((v) => Array.from(v.dataSync()))).toEqual(before);
  expect([tf.memory().numTensors, tf.getBackend()]).toEqual([tensors, backend]);
  expect(Math.random).toBe(random);
  return message;
}

describe('on plain JavaScript', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test('reading a value names the operation', () => {
    const model = byHand((w, images) => {
      const y = linear(w, images);
      return tf.sum(y).dataSync()[0] > 0 ? y : tf.neg(y);
    });
    expect(refusal(model)).toBe('the result of ReduceSum is read while tracing');
  });

  test('random numbers drawn in JavaScript are caught', () => {
    const model = byHand((w, images) => tf.dropout(linear(w, images), 0.5));
    expect(refusal(model)).toBe(
      'random numbers drawn while tracing would be the same in every step',
    );
  });

  test('random numbers drawn by a layer name that layer', () => {
    const layer = tf.layers.lstm({ units: 2, dropout: 0.5, returnSequences: true });
    expect(refusal(adapt(withLayer(layer)))).toMatch(
      /^layer .*\(LSTM.*\): random numbers drawn while tracing would be the same in every step$/,
    );
  });

  test('stateful layers are refused', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.reshape({ batchInputShape: [2, 4, 3, 1], targetShape: [4, 3] }),
        tf.layers.gru({ units: 2, stateful: true, name: 'memory' }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    expect(refusal(adapt(model))).toBe(
      'layer memory (GRU) keeps its state from batch to batch (stateful)',
    );
  });

  test('a kernel without a rule is named', () => {
    const model = byHand((w, images) => tf.cumsum(linear(w, images), 1));
    expect(refusal(model)).toBe('tfjs kernel Cumsum has no rule');
  });

  test('a kernel without a rule names the layer that needs it', () => {
    class Running extends tf.layers.Layer {
      static readonly className = 'Running';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.cumsum(Array.isArray(inputs) ? inputs[0] : inputs, 1);
      }
    }
    expect(refusal(adapt(withLayer(new Running({ name: 'sums' }))))).toBe(
      'layer sums (Running): tfjs kernel Cumsum has no rule',
    );
  });

  test('a kernel without a rule in the gradient of an operation names the operation', () => {
    const model = byHand((w, images) => tf.mul(linear(w, images), tf.prod(w)));
    expect(refusal(model)).toBe('in the gradient of Prod: tfjs kernel Cumprod has no rule');
  });

  test('a kernel without a rule in a layer’s gradient names the layer', () => {
    class Products extends tf.layers.Layer {
      static readonly className = 'Products';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(inputs) ? inputs[0] : inputs;
        return tf.mul(x, tf.prod(x, 1, true));
      }
    }
    const [before, after] = ['before', 'after'].map((name) => tf.layers.dense({ units: 3, name }));
    const model = withLayer(before, new Products({ name: 'products' }), after);
    expect(refusal(adapt(model))).toBe(
      'layer products (Products): in the gradient of Prod: tfjs kernel Cumprod has no rule',
    );
  });

  test.each<[string, ExampleLoss]>([
    ['tfjs kernel Cumsum has no rule', (_, x) => tf.sum(tf.cumsum(x, 1), 1)],
    ['in the gradient of Prod: tfjs kernel Cumprod has no rule', (_, x) => tf.prod(x, 1)],
  ])('a loss is named: %s', (reason, loss) => {
    expect(refusal(adapt(withLayer()), loss)).toBe(`the loss: ${reason}`);
  });

  test('a custom gradient that cannot be traced names its layer', () => {
    const doubled = tf.customGrad((x) => ({
      value: tf.mul(x as tf.Tensor, 2),
      gradFunc: (dy: tf.Tensor) => tf.cumsum(dy, 1),
    }));
    class Doubled extends tf.layers.Layer {
      static readonly className = 'Doubled';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return doubled(Array.isArray(inputs) ? inputs[0] : inputs);
      }
    }
    const model = withLayer(tf.layers.dense({ units: 3 }), new Doubled({ name: 'twice' }));
    expect(refusal(adapt(model))).toBe(
      'layer twice (Doubled): in a custom gradient: tfjs kernel Cumsum has no rule',
    );
  });

  test('a variable that is assigned and never read is refused', () => {
    const seen = tf.variable(tf.zeros([4, 3, 1]));
    const model = byHand((w, images) => {
      seen.assign(tf.mean(images, 0));
      return linear(w, images);
    });
    expect(refusal({ ...model, variables: [...model.variables, seen] })).toBe(
      'no step reads the carried value w1',
    );
  });

  test.each([
    ['dense', false, () => withLayer()],
    ['batch normalization', true, () => withLayer(tf.layers.batchNormalization())],
  ])('%s: exact batches are needed: %p', (_, exact, model) => {
    expect(compileTraining(adapt(model()), softmaxCrossEntropy, options).exactBatch).toBe(exact);
  });

  test('a model written by hand may mix rows', () => {
    expect(compileTraining(byHand(linear), softmaxCrossEntropy, options).exactBatch).toBe(true);
  });

  test.each([
    ['dense', false, () => withLayer()],
    ['dropout', true, () => withLayer(tf.layers.dropout({ rate: 0.5 }))],
    ['Gaussian noise', true, () => withLayer(tf.layers.gaussianNoise({ stddev: 1 }))],
  ])('%s: a seed is needed: %p', (_, random, model) => {
    expect(compileTraining(adapt(model()), softmaxCrossEntropy, options).random).toBe(random);
  });
});

/** One step on both of two examples. */
function feeds(model: StepModel): Parameters<typeof run>[1] {
  const weights = model.variables.map(
    (v, i) => [`w${i}`, ['float32', v.dataSync(), v.shape]] as const,
  );
  return {
    ...Object.fromEntries(weights),
    features: ['uint8', new Array<number>(24).fill(128), [2, 12]],
    index: ['int32', [0, 1], [1, 2]],
    targets: ['int32', [0, 1], [1, 2]],
    weight: ['float32', [0.05, 0.05], [1, 2, 1]],
    rate: ['float32', [0.1], []],
  };
}

describeBackends('tracing', (backend) => {
  test('leaves the backend, the weights and the tensors unchanged', async () => {
    await useBackend(backend);
    const model = adapt(withLayer());
    expect(refusal(model)).toBe('');
    expect(tf.getBackend()).toBe(backend);
    const { bytes } = compileTraining(model, softmaxCrossEntropy, options);
    expect((await run(bytes, feeds(model)))['w0.next']).toHaveLength(36);
  });
});
