import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageAt } from '../../../src/data/dataset';
import { loadCifar10, readCifar10Batch } from '../../../src/data/sources/cifar10';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** A record whose planes hold `red`, `green` and `blue`, but 1, 2, 3 at row 1, column 2. */
function record(label: number, red: number, green: number, blue: number): Buffer {
  const bytes = Buffer.alloc(3073, label);
  [red, green, blue].forEach((value, channel) => {
    bytes.fill(value, 1 + 1024 * channel, 1 + 1024 * (channel + 1));
    bytes[1 + 1024 * channel + 32 + 2] = channel + 1;
  });
  return bytes;
}

test('planes are interleaved; values and labels are kept', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'any.bin');
    writeFileSync(file, Buffer.concat([record(9, 200, 100, 50), record(0, 7, 8, 9)]));
    const batch = readCifar10Batch(file);
    expect(batch.shape).toEqual([32, 32, 3]);
    expect(Array.from(batch.labels, (label) => batch.classNames[label])).toEqual([
      'truck',
      'airplane',
    ]);
    const second = imageAt(batch, 1);
    expect([...second.subarray(0, 6)]).toEqual([7, 8, 9, 7, 8, 9]);
    expect([...second.subarray(3 * 34, 3 * 35)]).toEqual([1, 2, 3]);
    expect([...imageAt(batch, 0).subarray(-3)]).toEqual([200, 100, 50]);
    expect(imageAt(batch, 0).filter((value) => value === 200)).toHaveLength(1023);
  });
});

test('a folder gives five batches to train on and one to test', async () => {
  await withTemporaryFolder((folder) => {
    for (let i = 1; i <= 5; i++) {
      writeFileSync(join(folder, `data_batch_${i}.bin`), record(i, 0, 0, 0));
    }
    expect(() => loadCifar10(folder)).toThrow(
      /test_batch\.bin: cannot be read: there is no such file or folder/,
    );
    writeFileSync(join(folder, 'test_batch.bin'), record(9, 0, 0, 0));
    const { train, test: held } = loadCifar10(folder);
    expect([...train.labels, ...held.labels]).toEqual([1, 2, 3, 4, 5, 9]);
  });
});

test('files without whole records are refused', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'any.bin');
    writeFileSync(file, '');
    expect(() => readCifar10Batch(file)).toThrow(`${file}: the file is empty`);
    writeFileSync(file, Buffer.alloc(3073 + 3072));
    expect(() => readCifar10Batch(file)).toThrow(
      `${file} (byte 3073): expected a multiple of 3073 bytes, found 6145`,
    );
    writeFileSync(file, Buffer.concat([record(0, 0, 0, 0), record(10, 0, 0, 0)]));
    expect(() => readCifar10Batch(file)).toThrow(
      `${file} (byte 3073): expected a label from 0 to 9, found 10`,
    );
  });
});

test('a missing file is refused, and so is a folder', async () => {
  await withTemporaryFolder((folder) => {
    expect(() => readCifar10Batch(join(folder, 'no.bin'))).toThrow(
      /no\.bin: cannot be read: there is no such file or folder/,
    );
    const nested = join(folder, 'nested');
    mkdirSync(nested);
    expect(() => readCifar10Batch(nested)).toThrow(/nested.*: (expected|the file|cannot)/);
  });
});
