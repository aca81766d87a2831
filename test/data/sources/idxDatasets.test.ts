import { copyFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Dataset, imageAt } from '../../../src/data/dataset';
import { emnistClasses } from '../../../src/data/sources/emnistClasses';
import {
  type TrainAndTest,
  loadEmnist,
  loadFashionMnist,
  loadMnist,
  loadQmnist,
} from '../../../src/data/sources/idxDatasets';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { idxBytes, int32Bytes } from './idxBytes';
import { sha256 } from '../sha256';

const twoImages = idxBytes(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = (...values: number[]): Buffer => idxBytes(0x801, [values.length], values);

function write(folder: string, files: Record<string, Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const mnistFiles = {
  'train-images-idx3-ubyte': twoImages,
  'train-labels-idx1-ubyte': labels(9, 0),
  't10k-images-idx3-ubyte': twoImages,
  't10k-labels-idx1-ubyte': labels(3, 4),
};

test('MNIST and Fashion-MNIST are read under their official names', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, mnistFiles);
    const { train, test: held } = loadMnist(folder);
    expect(train.shape).toEqual([2, 3, 1]);
    expect([...train.labels, ...held.labels]).toEqual([9, 0, 3, 4]);
    expect([...imageAt(train, 1)]).toEqual([7, 8, 9, 10, 11, 12]);
    expect(train.classNames[9]).toBe('9');
    const fashion = loadFashionMnist(folder).train;
    expect(fashion.classNames[fashion.labels[0]]).toBe('Ankle boot');
  });
});

test('files may be gzipped and spelled with a dot', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, {
      'train-images.idx3-ubyte': twoImages,
      'train-labels-idx1-ubyte.gz': gzipSync(labels(1, 2)),
      't10k-images.idx3-ubyte.gz': gzipSync(twoImages),
      't10k-labels.idx1-ubyte': labels(3, 4),
    });
    const { train, test: held } = loadMnist(folder);
    expect([...train.labels, ...held.labels]).toEqual([1, 2, 3, 4]);
  });
});

test('a missing file is named with the spellings tried', async () => {
  await withTemporaryFolder((folder) => {
    expect(() => loadMnist(folder)).toThrow(
      `${join(folder, 'train-images-idx3-ubyte')}: no such file, nor train-images-idx3-ubyte.gz, ` +
        'train-images.idx3-ubyte, train-images.idx3-ubyte.gz',
    );
  });
});

test('labels that do not belong to the images are refused', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 't10k-labels-idx1-ubyte');
    write(folder, { ...mnistFiles, 't10k-labels-idx1-ubyte': labels(1, 2, 3) });
    expect(() => loadMnist(folder)).toThrow(
      `${file}: 3 labels for 2 images in ${join(folder, 't10k-images-idx3-ubyte')}`,
    );
    write(folder, { 't10k-labels-idx1-ubyte': labels(1, 10) });
    expect(() => loadMnist(folder)).toThrow(
      `${file} (byte 9): label 1 must be between 0 and 9, got 10`,
    );
  });
});

const emnistFiles = (split: string): Record<string, Uint8Array> => ({
  [`emnist-${split}-train-images-idx3-ubyte`]: twoImages,
  [`emnist-${split}-train-labels-idx1-ubyte`]: labels(1, 26),
  [`emnist-${split}-test-images-idx3-ubyte`]: twoImages,
  [`emnist-${split}-test-labels-idx1-ubyte`]: labels(2, 3),
});

test('EMNIST is turned upright, and the labels of "letters" start at 0', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, emnistFiles('letters'));
    const { train, test: held } = loadEmnist(folder, 'letters');
    // Stored: 1 2 3 / 4 5 6. Upright: 1 4 / 2 5 / 3 6.
    expect(train.shape).toEqual([3, 2, 1]);
    expect([...imageAt(train, 0)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...imageAt(train, 1)]).toEqual([7, 10, 8, 11, 9, 12]);
    expect(Array.from(train.labels, (label) => train.classNames[label])).toEqual(['Aa', 'Zz']);
    expect([...held.labels]).toEqual([1, 2]);
  });
});

test('a label 0 in "letters" is refused', async () => {
  await withTemporaryFolder((folder) => {
    write(folder, emnistFiles('letters'));
    write(folder, { 'emnist-letters-test-labels-idx1-ubyte': labels(0, 3) });
    expect(() => loadEmnist(folder, 'letters')).toThrow(
      'emnist-letters-test-labels-idx1-ubyte (byte 8): label 0 must be between 1 and 26, got 0',
    );
  });
});

test('the classes of every split are counted and named; an unknown split is refused', () => {
  const counts = (['byclass', 'bymerge', 'balanced', 'letters', 'digits', 'mnist'] as const).map(
    (split) => emnistClasses('no-such-folder', split).names.length,
  );
  expect(counts).toEqual([62, 47, 47, 26, 10, 10]);
  expect(() => emnistClasses('.', 'words' as 'letters')).toThrow(
    'split must be one of byclass, bymerge, balanced, letters, digits, mnist, got "words"',
  );
});

test('a mapping next to the files gives the names; a broken one is refused with its line', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'emnist-digits-mapping.txt');
    writeFileSync(file, '0 120\r\n1 121 89\r\n');
    expect(emnistClasses(folder, 'digits')).toEqual({ names: ['x', 'yY'], firstLabel: 0 });
    for (const line of ['2 50', '1', '1 x', '1 900']) {
      writeFileSync(file, `0 48\n${line}\n`);
      expect(() => emnistClasses(folder, 'digits')).toThrow(
        `${file}: line 2: expected label 1 and its ASCII codes, found "${line}"`,
      );
    }
  });
});

for (const split of ['byclass', 'balanced', 'letters'] as const) {
  testWithRealData(
    `the built-in classes of ${split} are those of the published mapping`,
    ['emnist', `emnist-${split}-mapping.txt`],
    (file) => {
      expect(emnistClasses(dirname(file), split)).toEqual(emnistClasses('no-such-folder', split));
    },
  );
}

test('QMNIST takes its labels from the first column', async () => {
  await withTemporaryFolder((folder) => {
    const matrix = int32Bytes([5, 0, 37, 0, 0, 0, 0, 0, 8, 0, 2100, 0, 0, 0, 0, 0]);
    write(folder, {
      'qmnist-train-images-idx3-ubyte': twoImages,
      'qmnist-train-labels-idx2-int': idxBytes(0xc02, [2, 8], matrix),
      'qmnist-test-images-idx3-ubyte': twoImages,
      'qmnist-test-labels-idx2-int': idxBytes(0xc02, [2, 8], matrix),
    });
    const { train, test: held } = loadQmnist(folder);
    expect([...train.labels, ...held.labels]).toEqual([5, 8, 5, 8]);
  });
});

const hashes = ({ train, test: held }: TrainAndTest): string[] =>
  [train, held].flatMap((part: Dataset) => [sha256(part.images), sha256(part.labels)]);

// Python: import gzip, hashlib; hashlib.sha256(gzip.open(file).read()[16:]).hexdigest(), [8:] for labels
testWithRealData('MNIST has the bytes that Python reads', ['mnist'], (folder) => {
  const mnist = loadMnist(folder);
  expect([mnist.train.size, mnist.test.size]).toEqual([60_000, 10_000]);
  expect(hashes(mnist)).toEqual([
    '741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757',
    '1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13',
    '6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161',
    'ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5',
  ]);
});

testWithRealData('Fashion-MNIST has the bytes that Python reads', ['fashion'], (folder) => {
  const fashion = loadFashionMnist(folder);
  expect([fashion.train.size, fashion.test.size]).toEqual([60_000, 10_000]);
  expect(hashes(fashion)).toEqual([
    '2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012',
    '657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7',
    'c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a',
    '3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9',
  ]);
});

testWithRealData(
  'the real QMNIST labels fit MNIST’s images',
  ['qmnist', 'qmnist-train-labels-idx2-int.gz'],
  (labelsFile) =>
    withTemporaryFolder((folder) => {
      const images = idxBytes(0x803, [60_000, 1, 1], Array<number>(60_000).fill(0));
      for (const part of ['train', 'test']) {
        copyFileSync(labelsFile, join(folder, `qmnist-${part}-labels-idx2-int.gz`));
        writeFileSync(join(folder, `qmnist-${part}-images-idx3-ubyte`), images);
      }
      expect(sha256(loadQmnist(folder).train.labels)).toBe(
        '1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13',
      );
    }),
);
