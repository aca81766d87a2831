import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepIdentity, loadIdentity } from '../../../src/flower/wire/identityFile';
import { root } from '../../support/setup';
import { runSource } from '../../support/sourceProgram';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const posix = process.platform !== 'win32';

test('a key is created once, readable only by its owner, and kept', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'keys', 'node.pem');
    expect(loadIdentity(path)).toBeUndefined();
    const made = keepIdentity(path);
    if (posix) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['node.pem']);
    expect(keepIdentity(path).openSshPublicKey).toBe(made.openSshPublicKey);
    expect(loadIdentity(path)?.openSshPublicKey).toBe(made.openSshPublicKey);
  });
});

(posix ? test : test.skip)('a key that others may read is refused', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'node.pem');
    keepIdentity(path);
    chmodSync(path, 0o640);
    expect(() => keepIdentity(path)).toThrow(
      `${path}: is a private key that others may read (mode 0640); chmod 600 fixes that`,
    );
  });
});

test('a file with other content is refused and left unchanged', async () => {
  await withTemporaryFolder((folder) => {
    const path = join(folder, 'node.pem');
    writeFileSync(path, 'my shopping list', { mode: 0o600 });
    expect(() => keepIdentity(path)).toThrow(`${path} must hold a private key`);
    expect(statSync(path).size).toBe(16);
  });
});

test('if several processes start at once, one creates the key and all use it', async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'node.pem');
    const program = `
      const { keepIdentity } = require(process.argv[1]);
      console.log(keepIdentity(process.argv[2]).openSshPublicKey);`;
    const source = join(root, 'src', 'flower', 'wire', 'identityFile.ts');
    const keys = await Promise.all(
      Array.from({ length: 4 }, () => runSource(program, source, path)),
    );
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^ecdsa-sha2-nistp384 AAAA/);
  });
});
