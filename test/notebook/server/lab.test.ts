import { execFileSync } from 'node:child_process';
import { type Server, createServer } from 'node:net';
import { once } from 'node:events';
import { type RunningLab, withJupyterLab } from '../../support/jupyterLab';
import { noKernel } from '../../support/notebook';

const missing = process.platform === 'win32' ? 'needs ps' : noKernel;
const inLab = missing ? test.skip : test;
const name = (text: string): string => (missing ? `${text} [skipped: ${missing}]` : text);
const minutes = 60_000;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return Array.from(listed.matchAll(/^ *(\d+) +(\d+) (.*)$/gm), ([, pid, parent, command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}

/** What a process started, and what that started. */
function descendants(pid: number, all = processes()): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

/** Starts a kernel in the lab; the processes of the lab and of the kernel. */
async function withKernel({ address, process: { pid } }: RunningLab): Promise<Process[]> {
  const body = JSON.stringify({ name: 'tslab' });
  const answer = await fetch(address('api/kernels'), { method: 'POST', body });
  expect(answer.status).toBe(201);
  const found = descendants(pid!);
  expect(found.filter(({ command }) => command.includes('tslab'))).not.toEqual([]);
  return found;
}

/** Waits until none of these processes is left; for ever, if one stays. */
async function waitForEnd(started: readonly Process[]): Promise<void> {
  const same = (one: Process): boolean =>
    started.some(({ pid, command }) => one.pid === pid && one.command === command);
  while (processes().some(same)) await new Promise((done) => setTimeout(done, 200));
}

describe.each(['SIGINT', 'SIGHUP', 'SIGKILL'] as const)('after %s', (signal) => {
  inLab(
    name('neither the server nor a kernel is left'),
    async () => {
      await withJupyterLab(async (lab) => {
        const started = await withKernel(lab);
        lab.process.kill(signal);
        await waitForEnd(started);
      });
    },
    5 * minutes,
  );
});

/** A server on a port of its own, which answers nothing. */
async function listening(): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

inLab(
  name('a port that is taken is said to be'),
  async () => {
    const server = await listening();
    const { port } = server.address() as { port: number };
    try {
      const refused = withJupyterLab(() => Promise.resolve(), port);
      await expect(refused).rejects.toThrow(/^Starting JupyterLab …$[^]*\b[Pp]ort\b[^]*Its log: /m);
    } finally {
      server.close();
    }
  },
  5 * minutes,
);
