import { randomInt } from './randomness';

const line = (write: (text: string) => void) => ({
  isTTY: false,
  write(text: string): boolean {
    write(text.replace(/\n$/, ''));
    return true;
  },
});

/** What stands for the process: this page or this thread of it. */
export const process = {
  argv: [] as string[],
  arch: 'wasm',
  env: {} as Record<string, string | undefined>,
  exitCode: undefined as number | undefined,
  pid: 1 + randomInt(2 ** 31 - 1),
  platform: 'browser',
  stderr: line((text) => {
    console.warn(text);
  }),
  stdout: line((text) => {
    console.log(text);
  }),
  versions: { node: '' },
  /** Microseconds since the page was opened: a page is not told its processor time. */
  cpuUsage: () => ({ user: Math.round(1000 * performance.now()), system: 0 }),
  constrainedMemory: () => 0,
  cwd: () => '/',
  memoryUsage: { rss: () => 0 },
  off: () => undefined,
  on: () => undefined,
  once: () => undefined,
};

/** How many threads run at the same time. */
export function availableParallelism(): number {
  return globalThis.navigator.hardwareConcurrency;
}

/** Bytes of memory that a page may count on, by what it is told of the device; 2 GiB if nothing. */
export function freemem(): number {
  const { deviceMemory = 4 } = globalThis.navigator as { readonly deviceMemory?: number };
  return Math.min(deviceMemory / 2, 4) * 2 ** 30;
}

/** The name of the machine, which a page does not know. */
export const hostname = (): string => 'browser';

/** The folder for files that are not kept. */
export const tmpdir = (): string => '/tmp';
