import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { existsSync } from 'node:fs';
import { inside, root } from '../paths.mjs';
import { askPython, findPython } from '../python.mjs';
import { nodeProblem } from '../versions.mjs';
import { good, note, problem } from './finding.mjs';

const gigabyte = 1e9;

/** What an installation with everything takes, and what runs write afterwards. */
const diskNeeded = { before: 3 * gigabyte, after: 0.5 * gigabyte };

/** A kernel with a chapter in it and JupyterLab. */
const memoryNeeded = 3 * gigabyte;

/** The ports that the commands ask for first; they take the next free one. */
const ports = { JupyterLab: 8888, TensorBoard: 6006 };

/** Is this Node.js new enough? */
export function node(version = process.versions.node) {
  const found = nodeProblem(version);
  if (found === undefined) return good(version);
  const [says, ...advice] = found.split('\n');
  return problem(says, advice.join('\n'));
}

/** Is there a Python that can make environments? */
export function python() {
  try {
    const command = findPython();
    const { version } = askPython(command);
    return good(`${version.join('.')} (${command.join(' ')})`);
  } catch (error) {
    const [says, ...advice] = error.message.split('\n');
    return problem(says, advice.join('\n'));
  }
}

/** Is there room for the installation, or for what runs write? */
export async function disk(
  folder = root,
  installed = existsSync(inside('node_modules', '.package-lock.json')),
) {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const needed = installed ? diskNeeded.after : diskNeeded.before;
  const says = `${size(free)} free in ${folder}`;
  if (free >= needed) return good(says);
  return problem(`${says}; ${size(needed)} are needed`, 'free some space, or move this folder');
}

/** Is there memory for JupyterLab and a kernel? */
export function memory(bytes = totalmem()) {
  if (bytes >= memoryNeeded) return good(size(bytes));
  return note(
    `${size(bytes)}; a chapter needs up to ${size(memoryNeeded)}`,
    'close other programs, and shut down the kernels of chapters that you have read',
  );
}

/** Can programs of this machine talk to each other, and are the usual ports free? */
export async function loopback(usual = ports) {
  const any = await listen(0);
  if (any) return problem(`127.0.0.1: ${any}`, 'allow programs to listen on the loopback address');
  const taken = [];
  for (const [program, port] of Object.entries(usual)) {
    if (await listen(port)) taken.push(`${port} (${program})`);
  }
  if (taken.length === 0) return good(`free: ${Object.values(usual).join(', ')}`);
  return note(`taken: ${taken.join(', ')}`, 'nothing: the next free port is used');
}

/** Why a port of the loopback address cannot be used; undefined if it can. */
function listen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}

const size = (bytes) => `${(bytes / gigabyte).toFixed(1)} GB`;
