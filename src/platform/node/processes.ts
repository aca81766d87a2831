/** Other processes: Node.js only. */
export { execFile, spawn, spawnSync } from 'node:child_process';
export type { ChildProcess } from 'node:child_process';
export { once } from 'node:events';
export type { Writable } from 'node:stream';
export { promisify } from 'node:util';
