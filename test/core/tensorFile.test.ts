import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTensorFile, writeTensorFile } from '../../src/core/tensorFile';
import { withTemporaryFolder } from '../support/temporaryFolder';

const bytes = (vector: Float32Array) => Buffer.from(vector.buffer);

test('the file is laid out as the safetensors format says', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'x.safetensors');
    const tensors = new Map([
      ['b', Float32Array.of(1, 2)],
      ['0', Float32Array.of(3)],
    ]);
    writeTensorFile(path, { tensors, metadata: { '1': 'one', note: 'x' } });
    const file = readFileSync(path);
    const length = Number(file.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(file.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: {
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        '1': 'one',
        note: 'x',
      },
      b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      '0': { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
    });
    expect(file.subarray(8 + length)).toEqual(bytes(Float32Array.of(1, 2, 3)));
    const read = readTensorFile(path);
    expect([...read.tensors]).toEqual([...tensors]);
    expect(read.metadata).toEqual({ '1': 'one', note: 'x' });
  });
});

test('any names, texts and bits survive a round trip', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'x.safetensors');
    const name = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.constant('__proto__'))
      .map((n) => `t/${n}`);
    const vector = fc.uint8Array({ maxLength: 40 }).map((raw) => {
      return new Float32Array(Uint8Array.from(raw.subarray(0, raw.length & ~3)).buffer);
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, vector), { selector: ([key]) => key }),
        fc.string({ unit: 'grapheme' }),
        (tensors, note) => {
          writeTensorFile(path, { tensors: new Map(tensors), metadata: { note } });
          const read = readTensorFile(path);
          expect(read.metadata).toEqual({ note });
          expect([...read.tensors.keys()]).toEqual(tensors.map(([key]) => key));
          for (const [key, value] of tensors) {
            expect(bytes(read.tensors.get(key)!)).toEqual(bytes(value));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('a file with any bit flipped, or cut anywhere, is refused by name', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'x.safetensors');
    const tensors = new Map([['w', Float32Array.of(1, 2, 3)]]);
    writeTensorFile(path, { tensors, metadata: { note: 'x' } });
    const whole = readFileSync(path);
    const refused = (file: Buffer) => {
      writeFileSync(path, file);
      expect(() => readTensorFile(path)).toThrow(
        expect.objectContaining({ name: 'DataError', file: path }) as Error,
      );
    };
    for (let byte = 0; byte < whole.length; byte++) {
      const flipped = Buffer.from(whole);
      flipped[byte] ^= 1 << (byte % 8);
      refused(flipped);
      refused(whole.subarray(0, byte));
    }
    refused(Buffer.concat([whole, Buffer.of(0)]));
    writeFileSync(path, whole);
    expect(readTensorFile(path).tensors).toEqual(tensors);
  });
});
