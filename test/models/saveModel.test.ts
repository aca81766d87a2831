import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/models/backend';
import { makeModel, modelNames } from '../../src/models/makeModel';
import { getParameters, setParameters, specOf } from '../../src/models/parameters';
import { loadLayersModel, saveLayersModel } from '../../src/models/saveModel';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { smallModels } from '../support/trainers';

beforeAll(async () => {
  await useBackend('cpu');
});

test('a model is written as model.json and weights.bin, and read back', async () => {
  await withTemporaryFolder(async (folder) => {
    const model = smallModels['a convolutional network']();
    const before = getParameters(model);
    const trained = before.map((value) => value + 0.25);
    const path = await saveLayersModel(model, join(folder, 'new'), trained);
    expect(readdirSync(join(folder, 'new')).sort()).toEqual(['model.json', 'weights.bin']);
    expect(getParameters(model)).toEqual(before);

    const tensors = tf.memory().numTensors;
    const loaded = await loadLayersModel(path);
    expect(getParameters(loaded)).toEqual(trained);
    const images = tf.randomUniform([3, 12, 12, 1], 0, 1, 'float32', 7);
    const outputs = (loaded.predict(images) as tf.Tensor).dataSync();
    await saveLayersModel(model, folder);
    const own = await loadLayersModel(join(folder, 'model.json'));
    expect(getParameters(own)).toEqual(before);
    expect((own.predict(images) as tf.Tensor).dataSync()).not.toEqual(outputs);
    expect(tf.memory().numTensors).toBeGreaterThan(tensors);
  });
});

test.each(modelNames)('%s of the zoo survives a round trip', async (name) => {
  await withTemporaryFolder(async (folder) => {
    const model = makeModel(name, { shape: [8, 8, 3], classes: 4, seed: 1 });
    const noisy = getParameters(model).map((value, i) => value + Math.sin(i) / 10);
    const loaded = await loadLayersModel(await saveLayersModel(model, folder, noisy));
    setParameters(model, noisy);
    expect(specOf(loaded)).toEqual(specOf(model));
    expect(getParameters(loaded)).toEqual(noisy);
    expect(loaded.getConfig()).toEqual(model.getConfig());
    const images = tf.randomUniform([3, 8, 8, 3], 0, 1, 'float32', 7);
    const outputs = [model, loaded].map((one) => (one.predict(images) as tf.Tensor).dataSync());
    expect(outputs[1]).toEqual(outputs[0]);
  });
});

test('a file of another kind is named', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'model.json');
    writeFileSync(path, '{}');
    await expect(loadLayersModel(path)).rejects.toThrow(
      `${path}: expected modelTopology and weightsManifest, as tfjs writes them`,
    );
    writeFileSync(path, 'not JSON');
    await expect(loadLayersModel(path)).rejects.toThrow(`${path}: is not JSON`);
  });
});
