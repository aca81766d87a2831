import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from '../../platform/files';
import { dirname } from '../../platform/paths';
import { spawn, spawnSync, type ChildProcess as Child } from '../../platform/processes';
import { process } from '../../platform/system';
import { pause } from '../../platform/timers';
import { FlowerError } from '../wire/errors';

/** A program that could not be started, or that ended when it should not have. */
export class FlowerProcessError extends FlowerError {
  override readonly name = 'FlowerProcessError';
}

/** A program to start. */
export interface Program {
  /** Its name in messages: `SuperLink`, `client 1`. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The file for its output. */
  readonly log: string;
}

/** How a program ended: `code 1`, `SIGKILL`, or the system's reason for not starting it. */
export interface Ended {
  readonly code: number | null;
  readonly how: string;
}

const posix = process.platform !== 'win32';

/**
 * A running program with all its child processes: its own process group, which neither Ctrl-C nor the
 * end of this process reaches by itself. Its child processes end with it.
 */
export class ChildProcess {
  readonly name: string;
  readonly log: string;
  readonly ended: Promise<Ended>;
  #end: Ended | undefined;
  readonly #child: Child;

  constructor({ name, command, cwd, env, log }: Program) {
    this.name = name;
    this.log = log;
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, 'a');
    try {
      const [program, ...args] = command;
      const stdio = ['ignore', output, output] as const;
      this.#child = spawn(program, args, {
        cwd,
        env,
        stdio: [...stdio],
        detached: posix,
        windowsHide: true,
      });
    } finally {
      closeSync(output);
    }
    this.ended = new Promise((resolve) => {
      const end = (ended: Ended): void => {
        this.#end ??= ended;
        resolve(this.#end);
      };
      this.#child.on('error', (error) => {
        end({ code: null, how: error.message });
      });
      this.#child.on('exit', (code, signal) => {
        endGroup(this.#child.pid!);
        end({ code, how: signal ?? `code ${code}` });
      });
    });
  }

  /** The process and, on POSIX systems, its group; undefined if it did not start. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended, if it has. */
  get end(): Ended | undefined {
    return this.#end;
  }

  /** Asks it to end; after `graceSeconds`, kills it and its child processes. */
  async stop(graceSeconds: number): Promise<void> {
    const { pid } = this;
    if (pid !== undefined && !this.#end) {
      if (posix) signalGroup(pid, 'SIGTERM');
      const late = pause(1000 * graceSeconds, undefined, { ref: false });
      const ended = await Promise.race([this.ended, late]);
      if (ended === undefined) endGroup(pid);
    }
    await this.ended;
  }

  /** The last lines of its output, for messages. */
  lastLines(count = 15): string {
    if (!existsSync(this.log)) return '';
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }

  /** An error that says how it ended, its last output, and where the rest is. */
  failure(problem: string): FlowerProcessError {
    const how = this.#end ? `: ${this.#end.how}` : '';
    const lines = this.lastLines();
    const wrote = lines === '' ? 'It wrote nothing.' : `${lines}\nThe whole output: ${this.log}`;
    return new FlowerProcessError(`${this.name} ${problem}${how}\n${wrote}`);
  }
}

/** Kills what is left of a process group. */
function endGroup(pid: number): void {
  if (posix) signalGroup(pid, 'SIGKILL');
  else spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // No process is left in the group; on macOS also if the remaining ones are already dead.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
