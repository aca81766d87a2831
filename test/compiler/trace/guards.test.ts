import * as tf from '@tensorflow/tfjs';
import { uniformValues } from '../../../src/compiler/random';
import { TraceError } from '../../../src/compiler/traceError';
import { compileTraining } from '../../../src/compiler/trace/program';
import type { StepModel } from '../../../src/compiler/trace/program';
import { useBackend } from '../../../src/models/backend';
import { softmaxCrossEntropy } from '../../../src/training/eagerLoss';
import { eagerModel } from '../../../src/training/eagerModel';
import { describeBackends } from '../../support/backends';
import { largestDifference, run } from './run';

const options = {
  imageShape: [4, 3, 1],
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
    outputs: (images) => outputs(w, images) as tf.Tensor2D,
    penalties: () => [],
  };
};

const linear = (w: tf.Variable, images: tf.Tensor): tf.Tensor =>
  tf.matMul(tf.reshape(images, [-1, 12]), w);

/** Compiles, expects a refusal, and that nothing else has changed. */
function refusal(model: StepModel): string {
  const before = model.variables.map((v) => Array.from(v.dataSync()));
  const [tensors, backend, random] = [tf.memory().numTensors, tf.getBackend(), Math.random];
  let message = '';
  try {
    compileTraining(model, softmaxCrossEntropy, options);
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

  test('random numbers drawn by a layer name it', () => {
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

  test.each([
    ['dense', false, () => withLayer()],
    ['batch normalisation', true, () => withLayer(tf.layers.batchNormalization())],
  ])('%s: exact batches are needed: %p', (_, exact, model) => {
    expect(compileTraining(adapt(model()), softmaxCrossEntropy, options).exactBatch).toBe(exact);
  });

  test('a model written by hand may mix rows', () => {
    expect(compileTraining(byHand(linear), softmaxCrossEntropy, options).exactBatch).toBe(true);
  });

  test('dropout masks are those of the generator, others in each step', async () => {
    const rate = 0.25;
    const model = adapt(withLayer(tf.layers.dropout({ rate })));
    const program = compileTraining(model, softmaxCrossEntropy, options);
    expect(program.random).toBe(true);
    const results = await run(program.bytes, feeds(model, [77, 78]));
    const before = model.variables.map((v) => v.clone());
    for (const seed of [77, 78]) {
      const u = tf.tensor(uniformValues(seed, 0, 24), [2, 12]);
      const mask = tf.div(tf.floor(tf.add(u, 1 - rate)), 1 - rate);
      const x = tf.mul(tf.mul(mask, 128), Math.fround(1 / 255));
      const { grads } = tf.variableGrads(() => {
        const outputs = tf.add(tf.matMul(x, model.variables[0]), model.variables[1]);
        const labels = tf.tensor1d([0, 1], 'int32');
        return tf.mean<tf.Scalar>(softmaxCrossEntropy(labels, outputs as tf.Tensor2D));
      }, model.trainable.slice());
      tf.train.sgd(0.1).applyGradients(grads);
    }
    model.variables.forEach((v, i) => {
      expect(largestDifference(results[`w${i}.next`], v.dataSync())).toBeLessThanOrEqual(1e-6);
      expect(largestDifference(before[i].dataSync(), v.dataSync())).toBeGreaterThan(1e-3);
    });
  });

  test.each([
    ['spatial dropout', () => tf.layers.spatialDropout1d({ rate: 0.3 })],
    ['Gaussian noise', () => tf.layers.gaussianNoise({ stddev: 0.3 })],
    ['Gaussian dropout', () => tf.layers.gaussianDropout({ rate: 0.3 })],
    ['alpha dropout', () => tf.layers.alphaDropout({ rate: 0.3 })],
  ] as [string, () => tf.layers.Layer][])(
    '%s: the same seed gives the same step, another one another',
    async (_, layer) => {
      const model = adapt(withLayer(layer()));
      const { bytes, random } = compileTraining(model, softmaxCrossEntropy, options);
      expect(random).toBe(true);
      const first = await run(bytes, feeds(model, [1, 2]));
      expect(await run(bytes, feeds(model, [1, 2]))).toEqual(first);
      expect((await run(bytes, feeds(model, [1, 3])))['w0.next']).not.toEqual(first['w0.next']);
    },
  );
});

function feeds(model: StepModel, seeds: readonly number[]): Parameters<typeof run>[1] {
  const steps = seeds.length;
  const weights = model.variables.map(
    (v, i) => [`w${i}`, ['float32', v.dataSync(), v.shape]] as const,
  );
  return {
    ...Object.fromEntries(weights),
    images: ['uint8', new Array<number>(24).fill(128), [2, 12]],
    labels: ['int32', [0, 1], [2]],
    index: ['int32', seeds.flatMap(() => [0, 1]), [steps, 2]],
    weight: ['float32', seeds.flatMap(() => [0.5, 0.5]), [steps, 2]],
    rate: ['float32', [0.1], []],
    seed: ['uint32', seeds, [steps, 1]],
  };
}

describeBackends('tracing', (backend) => {
  test('leaves the backend, the weights and the tensors as they are', async () => {
    await useBackend(backend);
    const model = adapt(withLayer());
    expect(refusal(model)).toBe('');
    expect(tf.getBackend()).toBe(backend);
    const { bytes } = compileTraining(model, softmaxCrossEntropy, options);
    expect((await run(bytes, feeds(model, [1])))['w0.next']).toHaveLength(36);
  });
});
