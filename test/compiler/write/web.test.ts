import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { compileTraining } from '../../../src/compiler/trace/program';
import { modelVariables } from '../../../src/models/parameters';
import { largestDifference } from '../../support/onnx';
import { imageKind } from '../../../src/training/exampleKind';

const steps = 3;
const batch = 4;
const examples = 10;

function program(): { bytes: Uint8Array; variables: { data: Float32Array; shape: number[] }[] } {
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  const init = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      conv2d({
        inputShape: [10, 10, 1],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: init(1),
      }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 3, kernelSize: 2, activation: 'relu', kernelInitializer: init(2) }),
      flatten(),
      dense({ units: 3, kernelInitializer: init(3) }),
    ],
  });
  const variables = modelVariables(model);
  const { bytes } = compileTraining(
    {
      variables,
      trainable: variables,
      layers: model.layers,
      outputs: (images, training) => model.apply(images, { training }) as tf.Tensor2D,
      penalties: () => [],
    },
    (labels, outputs) =>
      tf.neg(tf.sum<tf.Tensor1D>(tf.mul(tf.oneHot(labels, 3), tf.logSoftmax(outputs)), 1)),
    { examples: imageKind([10, 10, 1]), batchSize: batch, optimizer: { kind: 'sgd' } },
  );
  const start = variables.map((variable) => ({
    data: variable.dataSync<'float32'>(),
    shape: variable.shape,
  }));
  model.dispose();
  return { bytes, variables: start };
}

test('onnxruntime-web trains as onnxruntime-node does', async () => {
  await tf.setBackend('cpu');
  const { bytes, variables } = program();
  const images = Uint8Array.from({ length: examples * 100 }, (_, i) =>
    i % 10 < 2 ? 0 : Math.imul(i + 1, 0x9e3779b1) >>> 24,
  );
  const index = Int32Array.from({ length: steps * batch }, (_, i) => (i * 7) % examples);
  const run = async (ort: typeof native | typeof web) => {
    const tensors: Record<string, native.Tensor> = {
      features: new ort.Tensor('uint8', images, [examples, 100]),
      rate: new ort.Tensor('float32', Float32Array.of(0.1), []),
      index: new ort.Tensor('int32', index, [steps, batch]),
      targets: new ort.Tensor(
        'int32',
        index.map((i) => i % 3),
        [steps, batch],
      ),
      weight: new ort.Tensor('float32', new Float32Array(steps * batch).fill(1 / batch), [
        steps,
        batch,
        1,
      ]),
    };
    variables.forEach(({ data, shape }, i) => {
      tensors[`w${i}`] = new ort.Tensor('float32', data, shape);
    });
    const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const outputs = await session.run(tensors);
    await session.release();
    return outputs;
  };
  web.env.wasm.numThreads = 1;
  const folder = require.resolve('onnxruntime-web').replace(/[^/\\]*$/, '');
  web.env.wasm.wasmPaths = pathToFileURL(folder).href;
  const [one, other] = [await run(native), await run(web)];
  expect(Object.keys(other).sort()).toEqual(Object.keys(one).sort());
  for (const name of Object.keys(one)) {
    const [a, b] = [one[name].data, other[name].data] as Float32Array[];
    expect(largestDifference(a, b)).toBeLessThan(1e-6);
  }
  const moved = variables.map(({ data }, i) =>
    largestDifference(data, one[`w${i}.next`].data as Float32Array),
  );
  expect(Math.min(...moved)).toBeGreaterThan(1e-3);
});
