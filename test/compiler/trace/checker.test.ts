import * as tf from '@tensorflow/tfjs';
import { compileEvaluation, compileTraining } from '../../../src/compiler/trace/program';
import type { TrainingOptions } from '../../../src/compiler/trace/program';
import { softmaxCrossEntropy } from '../../../src/training/eager/loss';
import { eagerModel } from '../../../src/training/eager/model';
import { pythonTest, runPython } from '../../support/python';
import { optimizers, stepModel } from './compare';
import { conv, dense, flatten, recurrent, rows, sequential, tail } from './models';
import type { MakeLayer } from './models';
import { imageKind } from '../../../src/training/exampleKind';

const shape = { examples: imageKind([8, 7, 2]), batchSize: 6 } as const;
const [sgd, momentum, adam] = optimizers.map(([, { optimizer }]) => optimizer);

const relu = { activation: 'relu' };
const pool: MakeLayer = () => tf.layers.maxPooling2d({ poolSize: 2 });

type Terms = Pick<TrainingOptions, 'optimizer' | 'proximal' | 'correction'>;

/** Each kind of model, with one of the update rules and terms. */
const files: readonly (readonly [string, readonly MakeLayer[], Terms])[] = [
  ['softmax regression', tail, { optimizer: sgd, proximal: true, correction: true }],
  ['2NN', [flatten, dense(8, relu), dense(8, relu), dense()], { optimizer: momentum }],
  ['CNN', [conv(relu), pool, flatten, dense(8, relu), dense()], { optimizer: adam }],
  [
    'batch normalization',
    [conv({}), () => tf.layers.batchNormalization({}), ...tail],
    { optimizer: sgd, proximal: true },
  ],
  ['LSTM', [rows, recurrent('lstm'), dense()], { optimizer: sgd }],
  [
    'dropout',
    [flatten, dense(8, relu), () => tf.layers.dropout({ rate: 0.5 }), dense()],
    { optimizer: adam, correction: true },
  ],
];

interface Described {
  readonly operators: readonly string[];
  readonly inputs: readonly (readonly [name: string, type: string, shape: unknown])[];
  readonly outputs: readonly (readonly [name: string, type: string, shape: unknown])[];
}

const checked = async (file: Uint8Array): Promise<Described> =>
  JSON.parse(await runPython('checkOnnx.py', Buffer.from(file).toString('base64'))) as Described;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('ONNX’s own checker accepts', () => {
  for (const [name, layers, terms] of files) {
    pythonTest(`the training file of ${name}`, async () => {
      const model = sequential(...layers);
      const eager = eagerModel(model);
      const options = { ...shape, ...terms };
      const program = compileTraining(stepModel(eager, model), softmaxCrossEntropy, options);
      const { operators, inputs, outputs } = await checked(program.bytes);
      expect(operators).toEqual(['Scan']);
      expect(inputs.map(([input]) => input)).toEqual(
        expect.arrayContaining(['features', 'targets', 'index', 'weight', 'w0']),
      );
      expect(inputs).toContainEqual(['index', 'INT32', ['steps', 6]]);
      program.outputs.forEach((output, i) => {
        expect(outputs).toContainEqual([output, 'FLOAT', eager.variables[i].shape]);
      });
      for (const { input, output, shape: lengths } of program.slots) {
        expect(inputs).toContainEqual([input, 'FLOAT', lengths]);
        expect(outputs).toContainEqual([output, 'FLOAT', lengths]);
      }
    });
  }

  pythonTest('the evaluation file of a CNN', async () => {
    const model = sequential(...files[2][1]);
    const step = stepModel(eagerModel(model), model);
    const { operators } = await checked(compileEvaluation(step, softmaxCrossEntropy, shape).bytes);
    expect(operators).toEqual(['Scan']);
  });
});
