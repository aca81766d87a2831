import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  flowerDescriptors,
  readDescriptors,
  writeDescriptors,
} from '../../../src/flower/wire/descriptors';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import { standInDescriptors } from '../../support/flowerSchema';
import { flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const descriptors = { bytes: standInDescriptors(), version: '1.41.0' };

/** A stand-in for Python that runs a shell script. */
function fakePython(folder: string, script: string): string {
  const path = join(folder, 'python');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const posixTest = process.platform === 'win32' ? test.skip : test;

test('a schema file survives a round trip', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'schema.json');
    writeDescriptors(path, descriptors);
    const read = readDescriptors(path);
    expect(read.version).toBe('1.41.0');
    expect(Buffer.from(read.bytes).equals(descriptors.bytes)).toBe(true);
    writeFileSync(path, '{');
    expect(() => readDescriptors(path)).toThrow(`${path}: is not JSON: `);
    for (const text of ['null', '{"flwr": 1}', '{"flwr": "1.41.0"}']) {
      writeFileSync(path, text);
      expect(() => readDescriptors(path)).toThrow(
        `${path}: is not a description of Flower’s messages`,
      );
    }
    expect(() => readDescriptors(join(folder, 'none'))).toThrow('ENOENT');
  });
});

posixTest('the cache is kept while flwr’s version stays, renewed when it changes', async () => {
  await withTemporaryFolder(async (folder) => {
    const cache = join(folder, 'cache', 'schema.json');
    const base64 = Buffer.from(descriptors.bytes).toString('base64');
    // The version that the cache has is the last argument, empty at first.
    const answer = (version: string) =>
      fakePython(
        folder,
        `for last; do :; done; echo ${version}; test "$last" = ${version} || echo ${base64}`,
      );
    const python = answer('1.41.0');
    expect((await flowerDescriptors({ python, cache })).version).toBe('1.41.0');
    const written = readFileSync(cache, 'utf8');
    expect((await flowerDescriptors({ python, cache })).bytes).toHaveLength(
      descriptors.bytes.length,
    );
    expect(readFileSync(cache, 'utf8')).toBe(written);
    answer('1.42.0');
    expect((await flowerDescriptors({ python, cache })).version).toBe('1.42.0');
    expect(readDescriptors(cache).version).toBe('1.42.0');
    writeFileSync(cache, 'damaged');
    expect((await flowerDescriptors({ python, cache })).version).toBe('1.42.0');
  });
});

posixTest('a Python without flwr, that hangs, or is none, is named', async () => {
  await withTemporaryFolder(async (folder) => {
    const none = join(folder, 'none');
    await expect(flowerDescriptors({ python: none })).rejects.toThrow(
      /none cannot describe .*ENOENT/,
    );
    const python = fakePython(folder, 'echo "Traceback" >&2; echo "No module flwr" >&2; exit 1');
    await expect(flowerDescriptors({ python })).rejects.toThrow(
      `${python} cannot describe the messages of flwr (No module flwr); pip install "flwr>=1.40.0", ` +
        'or provide the schema file of a machine that has it',
    );
    fakePython(folder, 'exec sleep 60');
    await expect(flowerDescriptors({ python, timeoutSeconds: 0.2 })).rejects.toThrow(
      'did not end within 0.2 s',
    );
    fakePython(folder, 'echo 1.41.0');
    await expect(flowerDescriptors({ python })).rejects.toThrow('printed no description');
    fakePython(folder, 'exec sleep 60');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(flowerDescriptors({ python, signal })).rejects.toThrow('enough');
  });
});

flowerTest(
  'the messages of the installed flwr are those that this client expects',
  async (python) => {
    await withTemporaryFolder(async (folder) => {
      const cache = join(folder, 'schema.json');
      const found = await flowerDescriptors({ python, cache });
      expect(found.version).toMatch(/^1\.\d+\.\d+/);
      const schema = loadFlowerSchema(found.bytes);
      // flwr.proto.Node{node_id: 5}: field 1 as a varint
      expect([...schema.encode('Node', { nodeId: 5n })]).toEqual([8, 5]);
      const kept = await flowerDescriptors({ python, cache });
      expect(kept.version).toBe(found.version);
      expect(Buffer.from(kept.bytes).equals(found.bytes)).toBe(true);
    });
  },
);
