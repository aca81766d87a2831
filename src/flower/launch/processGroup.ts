import { spawn, type Writable } from '../../platform/processes';
import { process } from '../../platform/system';
import { ChildProcess } from './childProcess';
import type { Program } from './childProcess';

/**
 * The guard's program: it reads `+123` and `-123`, and when its input ends, because the process that
 * wrote to it has ended for whatever reason, it kills the groups of the remaining processes.
 */
const guardProgram = `
const left = new Set();
let text = '';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);
process.stdin.on('data', (chunk) => {
  const lines = (text + chunk).split('\\n');
  text = lines.pop();
  for (const line of lines) left[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)));
});
process.stdin.on('end', () => {
  for (const pid of left) {
    if (process.platform === 'win32') {
      require("node:child_process").spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    } else {
      try { process.kill(-pid, 'SIGKILL'); } catch {}
    }
  }
  process.exit();
});`;

/**
 * Programs that end together: at {@link ProcessGroup.stop}, or if this process is killed, which a
 * guard process watches for.
 */
export class ProcessGroup {
  readonly #children: ChildProcess[] = [];
  #guard: Writable | undefined;
  #stopped: Promise<void> | undefined;

  start(program: Program): ChildProcess {
    this.#guard ??= startGuard();
    const child = new ChildProcess(program);
    this.#children.push(child);
    const guard = this.#guard;
    if (child.pid !== undefined) guard.write(`+${child.pid}\n`);
    void child.ended.then(() => guard.writable && guard.write(`-${child.pid}\n`));
    return child;
  }

  /**
   * Ends the programs, the last started first; `client 1` and `client 2` together.
   *
   * @param graceSeconds how long each may take to end by itself
   */
  stop(graceSeconds = 5): Promise<void> {
    this.#stopped ??= this.#stopAll(graceSeconds);
    return this.#stopped;
  }

  async #stopAll(graceSeconds: number): Promise<void> {
    const kinds = [...new Set(this.#children.map(kind))].reverse();
    for (const wanted of kinds) {
      const members = this.#children.filter((child) => kind(child) === wanted);
      await Promise.all(members.map((child) => child.stop(graceSeconds)));
    }
    this.#guard?.end();
  }
}

/** `client` of `client 3` */
function kind({ name }: ChildProcess): string {
  return name.replace(/ \d+$/, '');
}

function startGuard(): Writable {
  const child = spawn(process.execPath, ['-e', guardProgram], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  // Without a guard, the programs are still stopped by `stop`.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child.stdin;
}
