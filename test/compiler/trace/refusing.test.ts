import * as tf from '@tensorflow/tfjs';
import { compileEvaluation, compileTraining } from '../../../src/compiler/trace/program';
import { TraceError } from '../../../src/compiler/traceError';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { onnxModel } from '../../../src/training/compiled/exportOnnx';
import { optimizers, stepModel } from './compare';
import { sequential, tail } from './models';
import { imageKind } from '../../../src/training/exampleKind';

jest.mock('../../../src/compiler/lower/lower', () => ({
  lower: () => {
    throw new RangeError('too many windows');
  },
}));

const imageShape = [8, 7, 2] as const;
const options = {
  examples: imageKind(imageShape),
  batchSize: 6,
  optimizer: optimizers[0][1].optimizer,
};
const step = (model: tf.LayersModel) => stepModel(eagerModel(model), model);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each<[string, (model: tf.LayersModel) => unknown]>([
  ['training', (model) => compileTraining(step(model), softmaxCrossEntropy, options)],
  ['an evaluation', (model) => compileEvaluation(step(model), softmaxCrossEntropy, options)],
  ['an exported model', (model) => onnxModel(model, { imageShape })],
])('a failure after the trace of %s is a TraceError with its cause', (_, compile) => {
  const model = sequential(...tail);
  let thrown: unknown;
  try {
    compile(model);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TraceError);
  expect(thrown).toMatchObject({
    message: 'too many windows',
    cause: expect.any(RangeError) as unknown,
  });
});
