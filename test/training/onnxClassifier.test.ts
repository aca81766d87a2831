import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '../../src/models/backend';
import { eagerTrainer } from '../../src/training/eagerTrainer';
import { exportOnnx } from '../../src/training/exportOnnx';
import { loadOnnxClassifier } from '../../src/training/onnxClassifier';
import { trainingGraph } from '../../src/training/trainingGraph';
import { stripes } from '../support/digits';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { emptied, largestDifference, smallModels } from '../support/trainers';

const images = stripes(10, 1);

beforeAll(async () => {
  await useBackend('cpu');
});

test('a file predicts what the model does, also where the last run is not full', async () => {
  const model = smallModels['a convolutional network']();
  const trainer = eagerTrainer(model);
  const expected = await trainer.predict(trainer.initialParameters(), images);
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'model.onnx');
    exportOnnx(model, path, { imageShape: images.shape, batchSize: 4 });
    const classifier = await loadOnnxClassifier(path);
    expect(classifier.batchSize).toBe(4);
    const outputs = await classifier.predict(images);
    expect(largestDifference(outputs, expected)).toBeLessThan(1e-6);
    expect(await classifier.predict(emptied(images))).toHaveLength(0);
    await expect(classifier.predict(stripes(2, 1, 14))).rejects.toThrow(
      'dataset.shape must be the model’s, [12, 12, 1], got an array of 3',
    );
    await classifier.dispose();
    await expect(classifier.predict(images)).rejects.toThrow();
  });
});

test('a file that is no such model is named', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'broken.onnx');
    writeFileSync(path, 'no model');
    await expect(loadOnnxClassifier(path)).rejects.toThrow(`${path}: no ONNX model`);
    const model = smallModels['softmax regression']();
    writeFileSync(path, trainingGraph(model, { imageShape: images.shape, batchSize: 2 }).bytes);
    await expect(loadOnnxClassifier(path)).rejects.toThrow(
      `${path}: expected images [batch, height, width, channels]`,
    );
    await expect(loadOnnxClassifier(join(folder, 'missing.onnx'))).rejects.toThrow('missing.onnx');
  });
});
