import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noKernel } from '../support/notebook';
import { projectPython } from '../support/python';
import { root, withSetup } from '../support/setup';

const kernelTest = noKernel ? test.skip : test;
const title = noKernel
  ? `a kernel ends with its parent [skipped: ${noKernel}]`
  : 'a kernel (%s) ends with its parent, by %s';

const running = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const posix = process.platform !== 'win32';
const cases = [
  ['busy', 'SIGKILL'],
  ...(posix ? [['idle', 'SIGINT to its group'] as const] : []),
] as const;

kernelTest.each(cases)(title, async (kind, how) => {
  const env = withSetup('paths.mjs', 'it.childEnvironment()') as NodeJS.ProcessEnv;
  const script = join(root, 'test', 'support', 'kernelParent.py');
  const parent = spawn(projectPython()!, ['-B', script, join(root, 'notebooks'), kind], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: posix,
  });
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const kernel = Number(said.toString());
    expect(running(kernel)).toBe(true);
    if (how === 'SIGKILL') parent.kill('SIGKILL');
    else process.kill(-parent.pid!, 'SIGINT');
    // The test's own time limit ends it if the kernel stays.
    while (running(kernel)) await pause(100);
  } finally {
    parent.kill('SIGKILL');
  }
});
