import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root, withSetup } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

interface Finding {
  readonly level: 'good' | 'note' | 'problem';
  readonly says: string;
  readonly advice?: string;
}

const found = (module: string, expression: string): Finding =>
  withSetup(join('doctor', `${module}.mjs`), expression) as Finding;

test('an old Node.js is a problem, with what to do', () => {
  expect(found('machine', 'it.node("20.1.0")')).toEqual({ level: 'good', says: '20.1.0' });
  const old = found('machine', 'it.node("18.19.1")');
  expect(old.level).toBe('problem');
  expect(old.says).toContain('this is Node.js 18.19.1');
  expect(old.advice).toContain('Install the LTS release');
});

test('little memory is worth a note', () => {
  expect(found('machine', 'it.memory(16e9)')).toEqual({ level: 'good', says: '16.0 GB' });
  expect(found('machine', 'it.memory(2e9)')).toMatchObject({
    level: 'note',
    says: '2.0 GB; a chapter needs up to 3.0 GB',
  });
});

test('the disk that is looked at is that of the folder', () => {
  expect(found('machine', 'it.disk()').says).toContain(` free in ${root}`);
  expect(() => found('machine', 'it.disk("/no/such/folder")')).toThrow('ENOENT');
});

test('a port that is taken is named with its program', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(found('machine', `it.loopback({ Lab: ${port} })`)).toEqual({
      level: 'note',
      says: `taken: ${port} (Lab)`,
      advice: 'nothing: the next free port is used',
    });
  } finally {
    server.close();
  }
  expect(found('machine', 'it.loopback({})').level).toBe('good');
});

test('data: what was downloaded, and a variable that names a folder that is not there', async () => {
  await withTemporaryFolder((folder) => {
    mkdirSync(join(folder, 'mnist'));
    const here = JSON.stringify(folder);
    expect(found('extras', `it.data(${here})`)).toMatchObject({
      level: 'good',
      says: `10,000 digits come with the installation; in ${folder}: mnist`,
    });
    expect(found('extras', `it.data(${here} + '-not')`)).toMatchObject({
      level: 'problem',
      says: `FEDERATED_DATA_DIR names ${folder}-not, which is not there`,
    });
    writeFileSync(join(folder, 'firefox'), '');
    expect(found('extras', `it.browser(${here})`)).toEqual({ level: 'good', says: 'firefox' });
  });
  expect(found('extras', 'it.browser("/no/such/folder")').level).toBe('note');
});

test('packages: none, all, and one of another version', async () => {
  await withTemporaryFolder((folder) => {
    const record = join(folder, 'lock.json');
    const call = `it.packages(${JSON.stringify(record)})`;
    expect(found('installation', call)).toMatchObject({ level: 'note', says: 'not installed' });
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    writeFileSync(record, lock);
    expect(found('installation', call)).toEqual({ level: 'good', says: 'installed' });
    writeFileSync(
      record,
      lock.replace(/("node_modules\/tslab": \{\s+"version": ")[^"]+/, '$10.0.1'),
    );
    expect(found('installation', call)).toMatchObject({ says: 'tslab is missing or old' });
  });
});

test('a finding is a line, and another for each line of advice', () => {
  const lines = (finding: Finding): unknown =>
    withSetup('doctor/finding.mjs', `it.lines('Disk', ${JSON.stringify(finding)}, 6)`);
  expect(lines({ level: 'good', says: '3 GB' })).toBe('✓ Disk    3 GB');
  expect(lines({ level: 'problem', says: 'full', advice: 'free\nsome' })).toBe(
    '✗ Disk    full\n          → free\n          some',
  );
});

test('the whole of it: each check has a line, and the exit code says whether one has a problem', () => {
  const main = join(root, 'src', 'setup', 'main.mjs');
  const { status, stdout } = spawnSync(process.execPath, [main, 'doctor'], { encoding: 'utf8' });
  for (const name of ['Node.js', 'Disk', 'Ports', 'npm registry', 'Kernel', 'Engines', 'Browser']) {
    expect(stdout).toMatch(new RegExp(`^[✓–✗] ${name} `, 'm'));
  }
  expect(stdout).toContain(`✓ Node.js          ${process.versions.node}\n`);
  expect(status).toBe(/^✗/m.test(stdout) ? 1 : 0);
});
