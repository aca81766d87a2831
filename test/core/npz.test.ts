import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { encodeNpy } from '../../src/core/npy';
import { readNpz, writeNpz } from '../../src/core/npz';
import { fromArrays, toArrays } from '../../src/core/namedArrays';
import { parameterSpec } from '../../src/core/parameters';
import { withTemporaryFolder } from '../support/temporaryFolder';

const spec = parameterSpec([
  { name: 'dense/kernel', shape: [2, 3] },
  { name: 'dense/bias', shape: [3] },
]);
const parameters = Float32Array.of(0.1, -0, 1e-45, NaN, Infinity, 2, 7, 8, 9);

test('what is written is read, bit for bit, and equal arrays give equal files', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'run', 'weights.npz');
    await writeNpz(path, toArrays(spec, parameters));
    const read = await readNpz(path);
    expect([...read.keys()]).toEqual(['dense/kernel', 'dense/bias']);
    expect(read.get('dense/kernel')?.shape).toEqual([2, 3]);
    expect(Buffer.from(fromArrays(spec, read).buffer)).toEqual(Buffer.from(parameters.buffer));
    const first = readFileSync(path);
    await writeNpz(path, toArrays(spec, parameters));
    expect(readFileSync(path)).toEqual(first);
    expect(readdirSync(join(folder, 'run'))).toEqual(['weights.npz']);
  });
});

test('a file that is damaged or cut is refused by name', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'weights.npz');
    await writeNpz(path, toArrays(spec, parameters));
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, -30));
    await expect(readNpz(path)).rejects.toThrow(`${path}: is not a complete npz file`);
    const flipped = Buffer.from(whole);
    flipped[whole.indexOf('PK\x01\x02', 0, 'latin1') - 1] ^= 1;
    writeFileSync(path, flipped);
    await expect(readNpz(path)).rejects.toThrow(
      `${path}: the checksum of dense/bias.npy does not match its content`,
    );
  });
});

test('names outside the archive', async () => {
  const data = Float32Array.of(1);
  for (const name of ['', '/a', '../a', 'a/../b', 'a\\b']) {
    const arrays = new Map([[name, { shape: [1], data }]]);
    await expect(writeNpz('never-written.npz', arrays)).rejects.toThrow('arrays must have names');
  }
});

/** A zip file as other programs write it. */
async function zipFile(path: string, entries: readonly (readonly [string, Uint8Array])[]) {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addBuffer(Buffer.from(bytes), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  writeFileSync(path, Buffer.concat(chunks));
}

const one = encodeNpy({ shape: [1], data: Float32Array.of(1) });

test('a file that would become too large is not inflated', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'bomb.npz');
    const zeros = encodeNpy({ shape: [40_000_000], data: new Uint8Array(40_000_000) });
    await zipFile(path, [
      ['a.npy', zeros],
      ['b.npy', one],
    ]);
    const before = process.memoryUsage().arrayBuffers;
    const bytes = zeros.length + one.length;
    await expect(readNpz(path, { maxBytes: 1e7 })).rejects.toThrow(
      `${path}: its 2 arrays would take ${bytes} bytes when inflated, more than the 10000000 of maxBytes`,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e7);
    expect([...(await readNpz(path)).keys()]).toEqual(['a', 'b']);
  });
});

test('a header that promises other sizes, or none, is refused before the numbers are read', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'a.npz');
    const padded = new Uint8Array(40_000_000);
    padded.set(one);
    await zipFile(path, [['a.npy', padded]]);
    const problem = 'its header promises 4 bytes of numbers, the entry has 39999872';
    await expect(readNpz(path)).rejects.toThrow(`${path}, a.npy (byte 128): ${problem}`);
    await zipFile(path, [['a.npy', new Uint8Array(40_000_000)]]);
    await expect(readNpz(path)).rejects.toThrow(`${path}, a.npy (byte 0): is not an npy file`);
  });
});

test('a name that occurs twice is refused', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'twice.npz');
    for (const name of ['dense/bias.npy', 'dense/bias']) {
      await zipFile(path, [
        ['dense/bias.npy', one],
        ['dense/Bias.npy', one],
        [name, one],
      ]);
      const problem = 'holds dense/bias twice, as its entries 1 and 3';
      await expect(readNpz(path)).rejects.toThrow(`${path}: ${problem}`);
    }
  });
});
