import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { useBackend } from '../../src/models/backend';
import { getParameters } from '../../src/models/parameters';
import { makeBatch } from '../../src/training/batches';
import { eagerTrainer } from '../../src/training/eagerTrainer';
import { exportOnnx } from '../../src/training/exportOnnx';
import { stripes } from '../support/digits';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { largestDifference, smallModels } from '../support/trainers';

const images = stripes(4, 1);
const { images: pixels } = makeBatch(images, [0, 1, 2, 3]);

beforeAll(async () => {
  await useBackend('cpu');
});

test.each(Object.keys(smallModels) as (keyof typeof smallModels)[])(
  '%s: the file gives the model’s outputs, with the parameters that were asked for',
  async (name) => {
    const model = smallModels[name]();
    const own = getParameters(model);
    const trained = own.map((value, i) => value + Math.sin(i) / 10);
    const expected = await eagerTrainer(model).predict(trained, images);
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'model.onnx');
      exportOnnx(model, path, { imageShape: images.shape, batchSize: 4, parameters: trained });
      expect(getParameters(model)).toEqual(own);
      const session = await InferenceSession.create(readFileSync(path));
      const { outputs } = await session.run({
        images: new Tensor('float32', pixels, [4, ...images.shape]),
      });
      expect(outputs.dims).toEqual([4, 10]);
      expect(largestDifference(outputs.data as Float32Array, expected)).toBeLessThan(1e-6);
    });
  },
);

test('a batch of none is refused', () => {
  const model = smallModels['a dense network']();
  expect(() => {
    exportOnnx(model, 'model.onnx', { imageShape: images.shape, batchSize: 0 });
  }).toThrow('batchSize must be a whole number of at least 1, got 0');
});
