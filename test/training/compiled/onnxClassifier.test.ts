import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Graph } from '../../../src/compiler/graph/graph';
import { lower } from '../../../src/compiler/lower/lower';
import { writeModel } from '../../../src/compiler/write/model';
import { useBackend } from '../../../src/models/backend';
import { makeBatch } from '../../../src/training/batches';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { exportOnnx } from '../../../src/training/compiled/exportOnnx';
import { loadOnnxClassifier } from '../../../src/training/compiled/onnxClassifier';
import { trainingGraph } from '../../../src/training/compiled/trainingGraph';
import { stripes } from '../../support/digits';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { emptied, largestDifference, smallModels } from '../../support/trainers';

const images = stripes(10, 1);

beforeAll(async () => {
  await useBackend('cpu');
});

test('a file predicts what the model does', async () => {
  const model = smallModels['a convolutional network']();
  const trainer = eagerTrainer(model);
  const expected = await trainer.predict(trainer.initialParameters(), images);
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'model.onnx');
    exportOnnx(model, path, { imageShape: images.shape });
    const classifier = await loadOnnxClassifier(path);
    const outputs = await classifier.predict(images);
    expect(largestDifference(outputs, expected)).toBeLessThan(1e-6);
    expect(await classifier.predict(emptied(images))).toHaveLength(0);
    await expect(classifier.predict(stripes(2, 1, 14))).rejects.toThrow(
      'dataset.shape must be the model’s, [12, 12, 1], got "[14, 14, 1]"',
    );
    await classifier.dispose();
    await expect(classifier.predict(images)).rejects.toThrow();
  });
});

test('a file with a fixed batch size predicts, too, even if the last run is not full', async () => {
  const graph = new Graph();
  const input = graph.input('images', [4, 12, 12, 1], 'float32');
  const outputs = graph.reduce('ReduceMax', graph.reshape(input, [4, 12, 12]), [2], false);
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'model.onnx');
    writeFileSync(path, writeModel(lower({ outputs })));
    const classifier = await loadOnnxClassifier(path);
    const { images: pixels } = makeBatch(images, [...images.labels.keys()]);
    const expected = Array.from({ length: 120 }, (_, row) =>
      Math.max(...pixels.subarray(12 * row, 12 * row + 12)),
    );
    expect([...(await classifier.predict(images))]).toEqual(expected);
    await classifier.dispose();
  });
});

test('a file that is not such a model is named', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'broken.onnx');
    writeFileSync(path, 'no model');
    await expect(loadOnnxClassifier(path)).rejects.toThrow(`${path}: is not an ONNX model`);
    const model = smallModels['softmax regression']();
    writeFileSync(path, trainingGraph(model, { imageShape: images.shape, batchSize: 2 }).bytes);
    await expect(loadOnnxClassifier(path)).rejects.toThrow(
      `${path}: expected images [batch, height, width, channels]`,
    );
    await expect(loadOnnxClassifier(join(folder, 'missing.onnx'))).rejects.toThrow('missing.onnx');
  });
});
