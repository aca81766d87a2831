import { join } from 'node:path';
import { Graph } from '../../../src/compiler/graph/graph';
import { lower } from '../../../src/compiler/lower/lower';
import { anyBatch } from '../../../src/compiler/write/anyBatch';
import { writeModel } from '../../../src/compiler/write/model';
import { makeExamples } from '../../../src/data/makeDataset';
import { useBackend } from '../../../src/models/backend';
import { denseRegressor } from '../../../src/models/zoo';
import { applyPreprocessing } from '../../../src/tables/federated/applyPreprocessing';
import type { Preprocessing } from '../../../src/tables/federated/preprocessing';
import { rawNumbers } from '../../../src/tables/federated/rawNumbers';
import { exportOnnx } from '../../../src/training/compiled/exportOnnx';
import { loadOnnxClassifier } from '../../../src/training/compiled/onnxClassifier';
import { preprocessedRows } from '../../../src/training/compiled/preprocessingGraph';
import { eagerTrainer } from '../../../src/training/eager/eagerTrainer';
import { largestDifference, runOnnx } from '../../support/onnx';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { table } from '../../tables/federated/tables';

const preprocessing: Preprocessing = {
  format: 'federated preprocessing',
  version: 1,
  features: [
    {
      ...{ kind: 'standardize', name: 'age', mean: 44.5, deviation: 12.25, fill: 40 },
      missingIndicator: true,
    },
    {
      ...{ kind: 'oneHot', name: 'city', categories: ['a', 'b'] },
      ...{ otherIndicator: true, missingIndicator: true },
    },
    { kind: 'range', name: 'dose', low: -3, high: 7, fill: 2, missingIndicator: false },
    {
      ...{ kind: 'oneHot', name: 'code', categories: ['3', '1'] },
      ...{ otherIndicator: false, missingIndicator: false },
    },
    { kind: 'standardize', name: 'same', mean: 5, deviation: 0, fill: 5, missingIndicator: true },
  ],
};
const rows = table({
  age: [20, NaN, 61.5, 44.5],
  city: ['b', 'a', 'c', undefined],
  dose: [7, NaN, 0.1, -4],
  code: [1, 3, 2, NaN],
  same: [5, 6, NaN, 5],
});

test('raw numbers are values and places of categories', () => {
  expect([...rawNumbers(preprocessing, rows)]).toEqual([
    ...[20, 1, 7, 1, 5],
    ...[NaN, 0, NaN, 0, 6],
    ...[61.5, 2, Math.fround(0.1), 2, NaN],
    ...[44.5, -1, -4, -1, 5],
  ]);
});

test('inside a graph, preprocessing is the same, for any number of rows', async () => {
  const [a, b] = [97, 101].map((size) => {
    const graph = new Graph();
    const raw = graph.input('rows', [size, preprocessing.features.length], 'float32');
    return { size, outputs: lower({ outputs: preprocessedRows(graph, preprocessing, raw) }) };
  });
  const { outputs: merged, dimensions } = anyBatch(a, b);
  const data = rawNumbers(preprocessing, rows);
  const { outputs } = await runOnnx(writeModel(merged, dimensions), {
    rows: { data, shape: [rows.rows, preprocessing.features.length] },
  });
  const { features, width } = applyPreprocessing(preprocessing, rows);
  expect([width, outputs.length]).toEqual([11, 44]);
  expect(largestDifference(outputs, features)).toBeLessThanOrEqual(1e-6);
});

test('a file that preprocesses rows itself predicts from raw numbers', async () => {
  await useBackend('cpu');
  const model = denseRegressor({ shape: [11], hidden: [4], targets: 2, seed: 1 });
  const trainer = eagerTrainer(model);
  const { features } = applyPreprocessing(preprocessing, rows);
  const examples = makeExamples({
    ...{ features, shape: [11] },
    ...{ targets: new Float32Array(8), targetNames: ['a', 'b'] },
  });
  const expected = await trainer.predict(trainer.initialParameters(), examples);
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'rows.onnx');
    exportOnnx(model, path, { preprocessing });
    const loaded = await loadOnnxClassifier(path);
    const outputs = await loaded.predict(rawNumbers(preprocessing, rows));
    expect(largestDifference(outputs, expected)).toBeLessThanOrEqual(1e-6);
    await expect(loaded.predict(new Float32Array(7))).rejects.toThrow(
      'examples must hold 5 numbers for each row, got 7',
    );
    await loaded.dispose();
  });
  trainer.dispose();
});
