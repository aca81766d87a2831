import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from '../platform/files';
import { dirname } from '../platform/paths';
import { randomBytes } from '../platform/randomness';
import { process } from '../platform/system';
import { pause } from '../platform/timers';
import { FederatedError } from './errors';

/** Milliseconds to wait for a process that is about to end: in all, and between two checks. */
const patience = { all: 3000, step: 100 };

/** A lock that this process holds. */
export interface FileLock {
  /** Whether the previous holder ended without releasing it: it was killed. */
  readonly abandoned: boolean;
  /** Releases the lock. */
  readonly release: () => void;
}

/**
 * Takes a lock that only one process on this machine can hold at a time: a file that names the
 * holder. A lock whose process is gone, perhaps killed, does not count.
 *
 * @param refusal the error message about the process that holds it
 * @throws FederatedError if another process holds it and does not end within three seconds
 */
export async function lockFile(file: string, refusal: (pid: number) => string): Promise<FileLock> {
  mkdirSync(dirname(file), { recursive: true });
  let abandoned = false;
  for (let waited = 0; ; waited += patience.step) {
    if (take(file)) {
      return {
        abandoned,
        release: () => {
          rmSync(file, { force: true });
        },
      };
    }
    const text = readHolder(file);
    if (text === undefined) continue;
    const holder = parse(text);
    if (!holder || !alive(holder)) abandoned = discard(file, text) || abandoned;
    else if (waited < patience.all) await pause(patience.step);
    else {
      throw new FederatedError(`${refusal(holder.pid)}; remove ${file} if that is not so`);
    }
  }
}

interface Holder {
  readonly pid: number;
  /** Distinguishes this process from a later one with the same id. */
  readonly started: string;
}

/** Creates the file, complete from the start, unless it exists. */
function take(file: string): boolean {
  const own = besides(file);
  const holder: Holder = { pid: process.pid, started: startOf(process.pid) };
  const text = JSON.stringify(holder);
  writeFileSync(own, text);
  try {
    linkSync(own, file); // unlike a rename, never replaces a file
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return writeNew(file, text); // a file system without links
  } finally {
    rmSync(own, { force: true });
  }
}

function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock that does not count, unless another process was faster and has taken it.
 *
 * @returns whether this process removed it
 */
function discard(file: string, text: string): boolean {
  const aside = besides(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  const isIt = readHolder(aside) === text;
  if (isIt) rmSync(aside, { force: true });
  else renameSync(aside, file);
  return isIt;
}

const besides = (file: string): string => `${file}.${randomBytes(6).toString('hex')}.part`;

/** Undefined if the lock is gone. */
function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a file that is not a lock of this kind. */
function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function alive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === started;
}

/** When a process started, if the system says so (Linux: field 22 of /proc/…/stat). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}
