import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ProcessGroup } from '../../../src/flower/launch/processGroup';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { root } from '../../support/setup';

/** A program that writes its process id, starts another of the kind, and waits. */
const waiting = (file: string, further = ''): string => `
  require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
  ${further}
  setInterval(() => undefined, 1000);`;

const node = (program: string): string[] => [process.execPath, '-e', program];

async function pidIn(file: string): Promise<number> {
  const deadline = performance.now() + 60_000;
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    if (performance.now() > deadline) throw new Error(`${file} was never written`);
    await pause(20);
  }
  return Number(readFileSync(file, 'utf8'));
}

/** Whether a process runs; one that is dead and was not waited for does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}

async function ended(...pids: number[]): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (pids.some(runs)) {
    if (performance.now() > deadline) throw new Error(`still running: ${pids.filter(runs).join()}`);
    await pause(20);
  }
}

/** A program that starts a second one in its group, which does not end when it is asked to. */
function family(folder: string): { readonly program: string; readonly files: readonly string[] } {
  const [parent, child] = [join(folder, 'parent'), join(folder, 'child')];
  const deaf = waiting(child, `process.on('SIGTERM', () => undefined);`);
  const start = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}]);`;
  return { program: waiting(parent, start), files: [parent, child] };
}

test('stop ends a program and what it started, even if they ignore signals', async () => {
  await withTemporaryFolder(async (folder) => {
    const group = new ProcessGroup();
    const { program, files } = family(folder);
    const child = group.start({
      name: 'family',
      command: node(program),
      log: join(folder, 'logs', 'family.log'),
    });
    const pids = await Promise.all(files.map(pidIn));
    expect(pids[0]).toBe(child.pid);
    expect(pids.every(runs)).toBe(true);
    await group.stop(5);
    await ended(...pids);
    expect(child.end).toEqual({ code: null, how: 'SIGTERM' });
  });
});

test('what a program started ends with it, even if it crashes', async () => {
  await withTemporaryFolder(async (folder) => {
    const group = new ProcessGroup();
    const { program, files } = family(folder);
    const child = group.start({ name: 'family', command: node(program), log: join(folder, 'log') });
    const pids = await Promise.all(files.map(pidIn));
    process.kill(pids[0], 'SIGKILL');
    expect(await child.ended).toEqual({ code: null, how: 'SIGKILL' });
    await ended(...pids);
    await group.stop();
  });
});

test('programs stop in the reverse order of their kinds', async () => {
  await withTemporaryFolder(async (folder) => {
    const group = new ProcessGroup();
    const order: string[] = [];
    for (const name of ['server', 'client 1', 'client 2']) {
      const file = join(folder, name);
      const child = group.start({ name, command: node(waiting(file)), log: join(folder, 'log') });
      void child.ended.then(() => order.push(name));
      await pidIn(file);
    }
    await group.stop();
    expect(order.at(-1)).toBe('server');
    expect(order).toHaveLength(3);
  });
});

test('a failure says how a program ended, what it wrote last and where the rest is', async () => {
  await withTemporaryFolder(async (folder) => {
    const group = new ProcessGroup();
    const log = join(folder, 'talk.log');
    const program = `for (let i = 1; i <= 40; i++) console.log('line ' + i); process.exitCode = 3;`;
    const talk = group.start({ name: 'talk', command: node(program), log });
    expect(await talk.ended).toEqual({ code: 3, how: 'code 3' });
    const { message } = talk.failure('ended');
    expect(message).toMatch(/^talk ended: code 3\nline 26\n(line \d+\n){14}The whole output: /);
    const none = group.start({
      name: 'none',
      command: [join(folder, 'missing')],
      log: join(folder, 'x'),
    });
    expect((await none.ended).how).toContain('ENOENT');
    expect(none.failure('did not start').message).toContain('It wrote nothing.');
    await group.stop();
  });
});

const library = join(root, 'src', 'dist', 'flower', 'launch', 'processGroup.js');
const guards = 'the guard ends everything where the process that started it is killed';
const compiled = existsSync(library);
const title = compiled ? guards : `${guards} [skipped: src/ is not compiled; npm test does it]`;

(compiled ? test : test.skip)(title, async () => {
  await withTemporaryFolder(async (folder) => {
    const { program, files } = family(folder);
    const owner = `
      const { ProcessGroup } = require(${JSON.stringify(library)});
      new ProcessGroup().start({
        name: 'family',
        command: ${JSON.stringify(node(program))},
        log: ${JSON.stringify(join(folder, 'log'))},
      });
      setInterval(() => undefined, 1000);`;
    const started = spawn(process.execPath, ['-e', owner], { stdio: 'inherit' });
    const pids = await Promise.all(files.map(pidIn));
    started.kill('SIGKILL');
    await once(started, 'close');
    await ended(...pids);
  });
});
