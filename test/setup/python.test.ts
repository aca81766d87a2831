import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSetup } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

const onUnix = process.platform === 'win32' ? test.skip : test;

/** A program that answers like an old Python: the question fails, the version is told. */
const oldPython = `#!/bin/sh
if [ "$1" = --version ]; then echo 'Python 3.7.3'; else exit 1; fi
`;

onUnix('a Python too old to be asked is named by what it says', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'python3');
    writeFileSync(file, oldPython);
    chmodSync(file, 0o755);
    const find = `it.findPython('linux', ${JSON.stringify(file)})`;
    expect(() => withSetup('python.mjs', find)).toThrow(
      `${file}: not a Python that can be used (it says: Python 3.7.3)`,
    );
  });
});

onUnix('the Python on the path is taken; where it is too old, the next name is tried', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'python3');
    writeFileSync(file, oldPython);
    chmodSync(file, 0o755);
    const find = (path: string): string =>
      `(process.env.PATH = ${JSON.stringify(path)}, it.findPython('linux', undefined))`;
    expect(() => withSetup('python.mjs', find(folder))).toThrow('python: not found');
    expect(() => withSetup('python.mjs', find(folder))).toThrow('it says: Python 3.7.3');
  });
});

test('a named Python that is not there is named', () => {
  const find = `it.findPython('linux', '/no/such/python')`;
  expect(() => withSetup('python.mjs', find)).toThrow('/no/such/python: not found');
});
