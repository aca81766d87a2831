import { join } from 'node:path';
import type { NpyArray } from '../../src/core/npy';
import { toArrays } from '../../src/core/namedArrays';
import { readNpz, writeNpz } from '../../src/core/npz';
import { parameterSpec } from '../../src/core/parameters';
import { pythonTest, runPython } from '../support/python';
import { withTemporaryFolder } from '../support/temporaryFolder';

const spec = parameterSpec([
  { name: 'dense/kernel', shape: [2, 3] },
  { name: 'dense/bias', shape: [3] },
]);
const parameters = Float32Array.of(0.1, -0, 1e-45, NaN, Infinity, 2, 7, 8, 9);

pythonTest('numpy.load opens it and finds the same bits', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'weights.npz');
    await writeNpz(path, toArrays(spec, parameters));
    const hex = Buffer.from(parameters.buffer).toString('hex');
    expect(JSON.parse(await runPython('npzReference.py', '', ['read', path]))).toEqual([
      ['dense/kernel', '<f4', [2, 3], hex.slice(0, 48)],
      ['dense/bias', '<f4', [3], hex.slice(48)],
    ]);
  });
});

pythonTest('what numpy.savez_compressed writes is read', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'numpy.npz');
    await runPython('npzReference.py', '', ['write', path]);
    expect(await readNpz(path)).toEqual(
      new Map<string, NpyArray>([
        [
          'dense/kernel',
          { shape: [2, 3], data: Float32Array.from([0, 1, 2, 3, 4, 5], (x) => x / 3) },
        ],
        ['double', { shape: [], data: Float64Array.of(0.1) }],
        ['labels', { shape: [3], data: Int32Array.of(3, 1, 4) }],
      ]),
    );
  });
});
