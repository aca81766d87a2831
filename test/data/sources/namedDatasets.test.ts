import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mnistPackageSplit } from '../../../src/data/sources/mnistPackageSplit';
import { datasetFolder, loadPooled } from '../../../src/data/sources/namedDatasets';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const { FEDERATED_DATA_DIR } = process.env;

afterEach(() => {
  if (FEDERATED_DATA_DIR === undefined) delete process.env.FEDERATED_DATA_DIR;
  else process.env.FEDERATED_DATA_DIR = FEDERATED_DATA_DIR;
});

test('the embedded digits need no folder', () => {
  expect(loadPooled('mnist-package')).toEqual(mnistPackageSplit());
});

test('a given folder holds the files, or a subfolder with the data set’s name', async () => {
  await withTemporaryFolder((folder) => {
    expect(datasetFolder('mnist', folder)).toBe(folder);
    mkdirSync(join(folder, 'mnist'));
    mkdirSync(join(folder, 'fedjax-emnist'));
    expect(datasetFolder('mnist', folder)).toBe(join(folder, 'mnist'));
    expect(datasetFolder('cifar10', folder)).toBe(folder);
    expect(datasetFolder('emnist', folder)).toBe(join(folder, 'fedjax-emnist'));
    writeFileSync(join(folder, 'file'), '');
    for (const nowhere of ['file', 'none']) {
      expect(() => datasetFolder('mnist', join(folder, nowhere))).toThrow(
        `${nowhere}: is not a folder; --data-dir must name the folder with the files`,
      );
    }
    expect(() => loadPooled('fashion-mnist', folder)).toThrow(
      `${folder}/train-images-idx3-ubyte: no such file`,
    );
  });
});

test('without a folder, where the data command puts it', async () => {
  await withTemporaryFolder((folder) => {
    process.env.FEDERATED_DATA_DIR = folder;
    expect(() => datasetFolder('emnist')).toThrow(
      'emnist-federated: is missing; npm run data -- get emnist-federated says how to get it, ' +
        'or name a folder with --data-dir',
    );
    mkdirSync(join(folder, 'fedjax-emnist'));
    expect(datasetFolder('emnist')).toBe(join(folder, 'fedjax-emnist'));
  });
});
