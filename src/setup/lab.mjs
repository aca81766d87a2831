import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';

export const usage = 'npm run lab -- [options of JupyterLab]';

/** Opens JupyterLab on its contents page; further arguments go to JupyterLab. */
export async function run(args) {
  console.error('Starting JupyterLab …');
  const python = await readyForNotebooks();
  const log = inside('.cache', 'logs', 'lab.log');
  mkdirSync(dirname(log), { recursive: true });
  const root = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const script = [python, '-B', inside('src', 'notebook', 'lab.py'), '--log', log];
  // The lab ends when its standard input does, that is with this process, however that ends.
  const options = { stdio: ['pipe', 'inherit', 'inherit'], passInterrupt: true };
  return runAttached([...script, ...root, ...args], options);
}
