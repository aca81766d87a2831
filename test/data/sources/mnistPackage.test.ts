import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageAt, labelCounts } from '../../../src/data/dataset';
import { readIdxImages, readIdxLabels } from '../../../src/data/sources/idx';
import {
  digitsFolder,
  mnistPackage,
  readMnistPackage,
} from '../../../src/data/sources/mnistPackage';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { sha256 } from '../sha256';

test('the package has 10,000 digits, class by class, read once', () => {
  const dataset = mnistPackage();
  expect(dataset.shape).toEqual([28, 28, 1]);
  expect([...labelCounts(dataset)]).toEqual([
    1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978,
  ]);
  expect([...dataset.labels]).toEqual([...dataset.labels].sort());
  expect(mnistPackage()).toBe(dataset);
});

test('the bytes are those of MNIST’s first 10,000 training images, by class', () => {
  // Python: x, y = (gzip.open(f).read() for f in (images_file, labels_file)); x, y = x[16:], y[8:]
  // hashlib.sha256(b''.join(x[i*784:i*784+784] for d in range(10) for i in range(10000) if y[i] == d))
  expect(sha256(mnistPackage().images)).toBe(
    '0768d16c5adea568dee18fa5e4e1acb117e9ec2c5d6b1dffe5fc29c1e61c1eca',
  );
});

testWithRealData(
  'image k of digit d is MNIST’s k-th image with that label',
  ['mnist'],
  (folder) => {
    const { images } = readIdxImages(join(folder, 'train-images-idx3-ubyte.gz'));
    const labels = readIdxLabels(join(folder, 'train-labels-idx1-ubyte.gz')).subarray(0, 10_000);
    const dataset = mnistPackage();
    const next = Array.from({ length: 10 }, (_, digit) => dataset.labels.indexOf(digit));
    labels.forEach((label, i) => {
      const original = images.subarray(i * 784, (i + 1) * 784);
      expect(Buffer.compare(imageAt(dataset, next[label]++), original)).toBe(0);
    });
  },
);

const blank = Array<number>(784).fill(0);

/** A folder with ten valid files of one blank image each, except for `5.json`. */
function withPackage(five: string | undefined, body: (folder: string) => void): Promise<void> {
  return withTemporaryFolder((folder) => {
    for (let digit = 0; digit < 10; digit++) {
      const content = digit === 5 ? five : JSON.stringify({ data: blank });
      if (content !== undefined) writeFileSync(join(folder, `${digit}.json`), content);
    }
    body(folder);
  });
}

test('numbers are rounded to the nearest byte', async () => {
  const data = [0, 1, 0.5, 0.002, 0.996, ...blank.slice(5)];
  await withPackage(JSON.stringify({ data: [...data, ...blank] }), (folder) => {
    const dataset = readMnistPackage(folder);
    expect([...dataset.labels]).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]);
    expect([...imageAt(dataset, 5).subarray(0, 5)]).toEqual([0, 255, 128, 1, 254]);
  });
});

test.each([
  ['a missing file', undefined, /5\.json: cannot be read: .*ENOENT/],
  ['half a file', '{"data": [0, 0', /5\.json: is not JSON: /],
  ['another object', '{"date": []}', /5\.json: expected \{"data": \[numbers\]\}/],
  ['no object', 'null', /5\.json: expected \{"data": \[numbers\]\}/],
  ['data that is no array', '{"data": "0"}', /5\.json: expected \{"data": \[numbers\]\}/],
  ['no images', '{"data": []}', /5\.json: expected 784 numbers for each image, found 0 in all/],
  ['part of an image', '{"data": [0]}', /5\.json: expected 784 numbers .* found 1 in all/],
  [
    'a value above 1',
    JSON.stringify({ data: [0, 1.01, ...blank.slice(2)] }),
    /5\.json: data\[1\] must be a number between 0 and 1, got 1\.01/,
  ],
  [
    'a value that is no number',
    JSON.stringify({ data: [null, ...blank.slice(1)] }),
    /5\.json: data\[0\] must be a number between 0 and 1, got null/,
  ],
])('a broken package is refused: %s', async (_, content, message) => {
  await withPackage(content, (folder) => {
    expect(() => readMnistPackage(folder)).toThrow(message);
  });
});

test('a folder in place of a file is refused', async () => {
  await withPackage(undefined, (folder) => {
    mkdirSync(join(folder, '5.json'));
    expect(() => readMnistPackage(folder)).toThrow(/5\.json: .*EISDIR/);
  });
});

test('an absent package is refused with what to do', () => {
  expect(() => digitsFolder('no-such-package')).toThrow(
    'no-such-package: the npm package is not installed; run npm install',
  );
});
