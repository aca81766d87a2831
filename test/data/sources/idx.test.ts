import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '../../../src/core/errors';
import { readIdx, readIdxImages, readIdxLabels } from '../../../src/data/sources/idx';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { idxBytes } from './idxBytes';
import { sha256 } from '../sha256';

const withFile = (content: Uint8Array, body: (file: string) => void): Promise<void> =>
  withTemporaryFolder((folder) => {
    const file = join(folder, 'some-file');
    writeFileSync(file, content);
    body(file);
  });

function errorOf(read: () => unknown): DataError {
  try {
    read();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const images = idxBytes(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

test('images and labels are read, gzipped or not, whatever the name', async () => {
  for (const content of [images, gzipSync(images)]) {
    await withFile(content, (file) => {
      const { images: bytes, ...dimensions } = readIdxImages(file);
      expect(dimensions).toEqual({ count: 2, height: 2, width: 3 });
      expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    });
  }
  await withFile(idxBytes(0x801, [3], [7, 0, 255]), (file) => {
    expect([...readIdxLabels(file)]).toEqual([7, 0, 255]);
  });
});

// Python: import struct; struct.pack('>' + code, *values).hex()
test.each([
  ['int8', 0x901, 'ff02', [-1, 2]],
  ['int16', 0xb01, 'fffe0102', [-2, 258]],
  ['int32', 0xc01, 'fffffffd00010000', [-3, 65536]],
  ['float32', 0xd01, '3fc00000c0000000', [1.5, -2]],
  ['float64', 0xe01, '3ff8000000000000c000000000000000', [1.5, -2]],
] as const)('numbers of type %s are read big-endian', async (_, magic, content, values) => {
  await withFile(idxBytes(magic, [2], [...Buffer.from(content, 'hex')]), (file) => {
    const { shape, data } = readIdx(file);
    expect(shape).toEqual([2]);
    expect([...data]).toEqual(values);
  });
});

const cases: [string, Uint8Array, string, number | undefined][] = [
  ['an empty file', Buffer.alloc(0), 'expected a magic number of 4 bytes, found 0', 0],
  ['half a magic number', Buffer.from([0, 0]), 'expected a magic number of 4 bytes, found 2', 0],
  [
    'labels for images',
    idxBytes(0x801, [1], [5]),
    'expected magic number 0x00000803, found 0x00000801',
    0,
  ],
  ['half a header', images.subarray(0, 10), 'expected 3 dimensions of 4 bytes, found 6 bytes', 10],
  ['a dimension of 0', idxBytes(0x803, [2, 0, 3], []), 'dimension 1 must be at least 1', 8],
  [
    'a truncated file',
    images.subarray(0, 20),
    'dimensions 2 × 2 × 3 promise 28 bytes, more than a file of 20 bytes can hold',
    4,
  ],
  [
    'an oversized file',
    Buffer.concat([images, images]),
    'dimensions 2 × 2 × 3 promise 28 bytes, found 56',
    28,
  ],
  [
    'absurd dimensions',
    idxBytes(0x803, [4294967295, 4294967295, 4294967295], [1]),
    'dimensions 4294967295 × 4294967295 × 4294967295 promise 7.92281624',
    4,
  ],
  [
    'absurd dimensions in a gzip',
    gzipSync(idxBytes(0x803, [4294967295, 28, 28], [1])),
    'dimensions 4294967295 × 28 × 28 promise 3367254359296 bytes, more than a file of',
    4,
  ],
  [
    'a gzip too short for its dimensions',
    gzipSync(idxBytes(0x803, [1000, 28, 28], [1])),
    'dimensions 1000 × 28 × 28 promise 784016 bytes, more than a file of',
    4,
  ],
  [
    'a gzip with too little',
    gzipSync(images.subarray(0, 20)),
    'dimensions 2 × 2 × 3 promise 28 bytes, found 20',
    20,
  ],
  [
    'a gzip bomb',
    gzipSync(Buffer.concat([images, Buffer.alloc(20_000_000)])),
    'inflates to more than the 28 bytes that its header promises',
    undefined,
  ],
  [
    'a gzip that stops half-way',
    gzipSync(images).subarray(0, 40),
    'corrupt or truncated gzip: unexpected end of file',
    undefined,
  ],
  [
    'a gzip that is only two bytes',
    Buffer.from([0x1f, 0x8b]),
    'expected a magic number of 4 bytes, found 0',
    0,
  ],
];

test.each(cases)('%s is refused with file and byte', async (_, content, problem, offset) => {
  await withFile(content, (file) => {
    const error = errorOf(() => readIdxImages(file));
    expect(error.message).toContain(`${file}${offset === undefined ? '' : ` (byte ${offset})`}: `);
    expect(error.problem).toContain(problem);
    expect(error.offset).toBe(offset);
  });
});

test('a flipped bit in a gzip is found', async () => {
  const content = gzipSync(images);
  content[content.length - 8] ^= 1; // the checksum
  await withFile(content, (file) => {
    expect(errorOf(() => readIdx(file)).problem).toBe(
      'corrupt or truncated gzip: incorrect data check',
    );
  });
});

test('a type that IDX does not know, a file without dimensions and a text are refused', async () => {
  for (const [content, found] of [
    [idxBytes(0xa01, [1], [1]), '0x00000a01'],
    [idxBytes(0x800, [], [1]), '0x00000800'],
    [Buffer.from('<html>not found</html>'), '0x3c68746d'],
  ] as const) {
    await withFile(content, (file) => {
      const error = errorOf(() => readIdx(file));
      expect(error.message).toBe(`${file} (byte 0): ${found} is not an IDX magic number`);
    });
  }
});

test('a missing file and a folder are refused', async () => {
  await withTemporaryFolder((folder) => {
    const missing = join(folder, 'missing');
    expect(errorOf(() => readIdx(missing)).message).toMatch(
      /missing: cannot be read: there is no such file or folder/,
    );
    expect(errorOf(() => readIdx(folder)).message).toMatch(/: cannot be read: it is a folder/);
  });
});

// Python: import gzip, hashlib; hashlib.sha256(gzip.open(file).read()[16:]).hexdigest()
testWithRealData(
  'MNIST’s training images have the bytes that Python reads',
  ['mnist', 'train-images-idx3-ubyte.gz'],
  (file) => {
    const { images: bytes, ...dimensions } = readIdxImages(file);
    expect(dimensions).toEqual({ count: 60_000, height: 28, width: 28 });
    expect(sha256(bytes)).toBe('741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757');
  },
);
