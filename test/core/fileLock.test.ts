import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../../src/core/fileLock';
import { runSource } from '../support/sourceProgram';
import { withTemporaryFolder } from '../support/temporaryFolder';

const refusal = (pid: number): string => `process ${pid} has it`;

test('a lock is one holder’s at a time, and leaves nothing behind', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'deep', '.lock');
    const first = await lockFile(file, refusal);
    expect(first.abandoned).toBe(false);
    await expect(lockFile(file, refusal)).rejects.toThrow(
      `process ${process.pid} has it; remove ${file} if that is not so`,
    );
    first.release();
    const second = await lockFile(file, refusal);
    expect(second.abandoned).toBe(false);
    second.release();
    expect(readdirSync(join(folder, 'deep'))).toEqual([]);
  });
});

test('the lock of a killed process, and an invalid one, do not count', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, '.lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    for (const text of [JSON.stringify({ pid: dead.pid, started: '1' }), '', 'null', '{}']) {
      writeFileSync(file, text);
      const lock = await lockFile(file, refusal);
      expect(lock.abandoned).toBe(true);
      lock.release();
    }
    // Another process of the same number.
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another time' }));
    expect((await lockFile(file, refusal)).abandoned).toBe(true);
  });
});

test('if many find an abandoned lock at once, one gets it', async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, '.lock');
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));
    const done = join(folder, 'done');
    const program = `
      const { existsSync } = require('node:fs');
      const { lockFile } = require('./src/core/fileLock.ts');
      const stay = () => existsSync(process.argv[2]) || setTimeout(stay, 20);
      lockFile(process.argv[1], () => 'taken').then(
        () => { console.log('mine'); stay(); },
        () => console.log('taken'),
      );`;
    let refused = 0;
    const contend = async (): Promise<string> => {
      const said = await runSource(program, file, done);
      if (said === 'taken\n' && ++refused === 2) writeFileSync(done, '');
      return said;
    };
    const said = await Promise.all([contend(), contend(), contend()]);
    expect(said.sort()).toEqual(['mine\n', 'taken\n', 'taken\n']);
    expect(existsSync(file)).toBe(true);
  });
});
