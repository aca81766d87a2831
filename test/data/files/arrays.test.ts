import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from '../../../src/core/npy';
import type { NpyArray } from '../../../src/core/npy';
import { writeNpz } from '../../../src/core/npz';
import { encodeNpyHeader } from '../../../src/core/npyHeader';
import { Rng } from '../../../src/core/rng';
import { federate } from '../../../src/data/federate';
import { readArrays } from '../../../src/data/files/arrays';
import type { ArrayOptions, Arrays } from '../../../src/data/files/arrays';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const array = (data: NpyArray['data'], ...shape: number[]): NpyArray => ({ data, shape });
const classes = array(Int32Array.of(0, 1, 1), 3);
const numbers = array(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);

function read(arrays: Record<string, NpyArray>, options: ArrayOptions = {}): Promise<Arrays> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'x.npz');
    await writeNpz(path, new Map(Object.entries(arrays)));
    try {
      return await readArrays(path, options);
    } catch (error) {
      (error as Error).message = (error as Error).message
        .replaceAll(folder, 'F')
        .replace('\\', '/');
      throw error;
    }
  });
}

test('bytes are images, floats are numbers, integers are tokens', async () => {
  const bytes = Uint8Array.from({ length: 36 }, (_, i) => i);
  const image = await read({ X: array(bytes, 3, 3, 4), y: classes });
  expect(image.dataset).toMatchObject({ shape: [3, 4, 1], size: 3, classNames: ['0', '1'] });
  expect('images' in image.dataset && [...image.dataset.images]).toEqual([...bytes]);
  const color = await read({ X: array(bytes, 3, 2, 2, 3), y: classes });
  expect([color.dataset.shape, 'images' in color.dataset]).toEqual([[2, 2, 3], true]);

  const float = await read({ X: numbers, y: classes }, { featureNames: ['age', 'weight'] });
  expect(float.dataset).toMatchObject({ shape: [2], featureNames: ['age', 'weight'] });
  const double = await read({ X: array(Float64Array.of(0.1, 2, 3), 3), y: classes });
  expect(double.dataset).toMatchObject({ shape: [1], features: Float32Array.of(0.1, 2, 3) });
  const tokens = await read({ X: array(Uint16Array.of(7, 8, 65_535), 3, 1), y: classes });
  expect(tokens.dataset).toMatchObject({ shape: [1], features: Int32Array.of(7, 8, 65_535) });
  const table = await read({ X: array(bytes.subarray(0, 6), 3, 2), y: classes });
  expect(table.dataset).toMatchObject({ shape: [2], features: Int32Array.of(0, 1, 2, 3, 4, 5) });
});

test('integer targets are classes, float targets are numbers', async () => {
  const sparse = await read({ X: numbers, y: array(Int32Array.of(10, 9, 10), 3) });
  expect(sparse.dataset).toMatchObject({ classNames: ['9', '10'], labels: Uint8Array.of(1, 0, 1) });
  const named = await read({ X: numbers, y: classes }, { classNames: ['no', 'yes', 'maybe'] });
  expect(named.dataset).toMatchObject({
    classNames: ['no', 'yes', 'maybe'],
    labels: Uint8Array.of(0, 1, 1),
  });
  const one = await read({ X: numbers, y: array(Float64Array.of(1.5, 2, 3), 3) });
  expect(one.dataset).toMatchObject({
    targets: Float32Array.of(1.5, 2, 3),
    targetNames: ['target'],
  });
  const two = await read({ X: numbers, y: array(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2) });
  expect(two.dataset).toMatchObject({ targetNames: ['target 1', 'target 2'] });
});

test('clients are a partition for federate', async () => {
  const client = array(Int32Array.of(4, 2, 4), 3);
  const { dataset, ids, partition } = await read({ X: numbers, y: classes, client });
  expect(ids).toEqual(['client-2', 'client-4']);
  expect(partition).toEqual([Uint32Array.of(1), Uint32Array.of(0, 2)]);
  const federated = federate({
    name: 'x',
    description: 'x',
    simulated: false,
    dataset,
    ids,
    partition: partition!,
    heldOut: 0,
    rng: Rng.fromSeed(1),
  });
  expect(federated).toMatchObject({ clientIds: ids, shape: [2], classNames: ['0', '1'] });
  const { train } = federated.client('client-2');
  expect(train).toMatchObject({ features: Float32Array.of(3, 4), labels: Uint8Array.of(1) });
  const names = { features: 'client', targets: 'y', clients: 'X' };
  const swapped = await read({ X: client, y: classes, client: numbers }, { names });
  expect(swapped.ids).toEqual(ids);
});

test('.npy files, integers of 64 bits as NumPy makes them, and truth values', async () => {
  await withTemporaryFolder(async (folder) => {
    const write = (name: string, content: Uint8Array): string => {
      const path = join(folder, `${name}.npy`);
      writeFileSync(path, content);
      return path;
    };
    const raw = (descr: string, bytes: Uint8Array, shape: number[]): Uint8Array =>
      Buffer.concat([encodeNpyHeader(descr, shape), bytes]);
    const wide = (...values: bigint[]): Uint8Array =>
      new Uint8Array(BigInt64Array.from(values).buffer);
    const features = write('X', encodeNpy(numbers));
    const targets = write('y', raw('<i8', wide(3n, -1n, 3n), [3]));
    const { dataset } = await readArrays({ features, targets });
    expect(dataset).toMatchObject({ classNames: ['-1', '3'], labels: Uint8Array.of(1, 0, 1) });
    const truth = write('truth', raw('|b1', Uint8Array.of(0, 1, 1), [3]));
    const both = await readArrays({ features, targets: truth, clients: targets });
    expect(both.dataset).toMatchObject({ classNames: ['0', '1'], labels: Uint8Array.of(0, 1, 1) });
    expect(both.ids).toEqual(['client--1', 'client-3']);
    const far = write('far', raw('<i8', wide(1n, 2n, 1n << 60n), [3]));
    await expect(readArrays({ features, targets: far })).rejects.toThrow(
      /far\.npy \(byte 144\): expected integers of at most 2\^53, found 1152921504606846976/,
    );
    const large = write('large', raw('<i8', wide(1n, 2n, 1n << 40n), [3]));
    await expect(readArrays({ features: large, targets })).resolves.toMatchObject({
      dataset: { shape: [1] },
    });
    await expect(readArrays(features)).rejects.toThrow('source must be an .npz file');
  });
});

test('what does not fit is named, with type and shape', async () => {
  await expect(read({ X: numbers })).rejects.toThrow('F/x.npz: has no array y; its arrays are X');
  await expect(read({ X: numbers, y: array(Int32Array.of(0, 1), 2) })).rejects.toThrow(
    'F/x.npz, array X: has 3 examples, F/x.npz, array y has 2',
  );
  await expect(read({ X: numbers, y: array(new Int32Array(6), 3, 2) })).rejects.toThrow(
    'F/x.npz, array y: expected one class for each example [n], found int32 [3, 2]',
  );
  await expect(read({ X: numbers, y: array(new Int32Array(3), 3) })).rejects.toThrow(
    'F/x.npz, array y: holds one class, 0: a classifier needs two or more',
  );
  await expect(read({ X: numbers, y: classes }, { classNames: ['a', 'b'] })).resolves.toBeDefined();
  const high = array(Int32Array.of(0, 2, 1), 3);
  await expect(read({ X: numbers, y: high }, { classNames: ['a', 'b'] })).rejects.toThrow(
    'F/x.npz, array y: expected classes 0 to 1, found 2 for example 1',
  );
  const missing = array(Float64Array.of(1, NaN, 3), 3);
  await expect(read({ X: missing, y: classes })).rejects.toThrow(
    'F/x.npz, array X: number 1 is NaN: expected numbers that float32 holds',
  );
  await expect(read({ X: numbers, y: classes, client: missing })).rejects.toThrow(
    'expected a whole number for each example, found float64 [3]',
  );
  await expect(read({ X: numbers, y: classes }, { featureNames: ['age'] })).rejects.toThrow(
    'featureNames must name each column of float32 [3, 2]',
  );
  await expect(
    read({ X: numbers, y: array(Float32Array.of(1, 2, 3), 3) }, { targetNames: ['a', 'b'] }),
  ).rejects.toThrow('targetNames must name 1 target');
  await expect(read({ X: array(Float32Array.of(1)), y: classes })).rejects.toThrow(
    'F/x.npz, array X: expected an array of examples, found float32 []',
  );
});
