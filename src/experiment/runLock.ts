import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FederatedError } from '../core/errors';
import { makeFolder } from '../core/files';
import { readJsonFile } from '../core/jsonFile';
import { fileError, systemCode } from '../core/systemError';

/** Milliseconds that a run waits for one that is about to end, and between two looks. */
const patience = { all: 3000, step: 100 };

/**
 * Keeps a second process from writing into a run's folder. A lock whose process is gone, killed
 * perhaps, does not count.
 *
 * @returns what gives the folder free
 * @throws FederatedError where another process has it and does not end within three seconds
 */
export async function lockFolder(folder: string): Promise<() => void> {
  makeFolder(folder);
  const file = join(folder, '.lock');
  for (let waited = 0; ; waited += patience.step) {
    if (take(file)) {
      return () => {
        rmSync(file, { force: true });
      };
    }
    const holder = readHolder(file);
    if (!alive(holder)) rmSync(file, { force: true });
    else if (waited < patience.all) await pause(patience.step);
    else {
      const problem = `process ${holder!.pid} is writing there`;
      throw new FederatedError(`${folder}: ${problem}; remove ${file} if that is not so`);
    }
  }
}

interface Holder {
  readonly pid: number;
  /** What tells this process from a later one of the same number. */
  readonly started: string;
}

function take(file: string): boolean {
  try {
    const descriptor = openSync(file, 'wx');
    const holder: Holder = { pid: process.pid, started: startOf(process.pid) };
    writeSync(descriptor, JSON.stringify(holder));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileError(file, error);
  }
}

/** Undefined for a lock that was not written to its end, or is gone. */
function readHolder(file: string): Holder | undefined {
  try {
    return readJsonFile(file) as Holder;
  } catch {
    return undefined;
  }
}

function alive(holder: Holder | undefined): boolean {
  if (!holder) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  return startOf(holder.pid) === holder.started;
}

/** When a process began, where the system tells (Linux: field 22 of /proc/…/stat). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}
