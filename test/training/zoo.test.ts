import { mixesRows } from '../../src/compiler/trace/layers';
import { Rng } from '../../src/core/rng';
import { makeDataset } from '../../src/data/makeDataset';
import type { Dataset, ImageShape } from '../../src/data/dataset';
import { useBackend } from '../../src/models/backend';
import { makeModel, modelNames } from '../../src/models/makeModel';
import { getParameters } from '../../src/models/parameters';
import { makeBatch } from '../../src/training/batches';
import { compiledTrainer } from '../../src/training/compiled/compiledTrainer';
import { eagerTrainer } from '../../src/training/eager/eagerTrainer';
import { onnxModel } from '../../src/training/compiled/exportOnnx';
import { digitNames } from '../support/digits';
import { runOnnx } from '../support/onnx';
import { collect, endingWithTheTest, largestDifference, trainAll } from '../support/trainers';

const ending = endingWithTheTest();
const plan = { localEpochs: 1, batchSize: 20, clientLearningRate: 0.05 };

/**
 * With this seed no ReLU of the residual network has an input closer to 0 than 3e-6: at a kink,
 * roundings would choose the slope.
 */
const seed = 4;

function randomImages(size: number, shape: ImageShape): Dataset {
  const rng = Rng.fromSeed(seed);
  const length = size * shape[0] * shape[1] * shape[2];
  const images = Uint8Array.from({ length }, () => rng.integer(256));
  const labels = Uint8Array.from({ length: size }, () => rng.integer(10));
  return makeDataset(images, labels, shape, digitNames);
}

beforeAll(async () => {
  await useBackend('wasm');
});

describe.each(modelNames)('%s, compiled, equals the eager trainer', (name) => {
  const shape: ImageShape = name === 'resnet' ? [32, 32, 3] : [28, 28, 1];

  // 7 examples are a padded step: group normalization must keep its rows apart.
  test.each([7, 20])('to 1e-6 after one step on %i examples', async (size) => {
    const model = makeModel(name, { shape, seed: 1 });
    const tasks = [{ clientId: 'a', examples: randomImages(size, shape), rng: Rng.fromSeed(1) }];
    const [expected] = await trainAll(eagerTrainer(model), tasks, plan);
    const [result] = await trainAll(ending(compiledTrainer(model, { workers: 1 })), tasks, plan);
    expect(largestDifference(result.update, expected.update)).toBeLessThanOrEqual(1e-6);
    expect(largestDifference(expected.update, new Float32Array(expected.update.length))).not.toBe(
      0,
    );
    expect(result.training.lossSum).toBeCloseTo(expected.training.lossSum, 3);
  });

  test('whose rows do not mix, so that a step may be padded', () => {
    expect(mixesRows(makeModel(name, { shape, seed: 1 }).layers)).toBe(false);
  });

  test('as a file for inference', async () => {
    const model = makeModel(name, { shape, seed: 1 });
    const data = randomImages(3, shape);
    const { images } = makeBatch(data, [0, 1, 2]);
    const bytes = onnxModel(model, { imageShape: shape });
    const { outputs } = await runOnnx(bytes, { images: { data: images, shape: [3, ...shape] } });
    const expected = await eagerTrainer(model).predict(getParameters(model), data);
    expect(largestDifference(outputs, expected)).toBeLessThan(1e-5);
  });

  test('in evaluation', async () => {
    const model = makeModel(name, { shape, seed: 1 });
    const data = [randomImages(30, shape)];
    const trainer = ending(compiledTrainer(model, { workers: 1 }));
    const parameters = trainer.initialParameters();
    const [expected] = await collect(eagerTrainer(model).evaluate(parameters, data));
    const [measured] = await collect(trainer.evaluate(parameters, data));
    expect(measured.correct).toBe(expected.correct);
    expect(measured.lossSum).toBeCloseTo(expected.lossSum, 3);
  });
});
