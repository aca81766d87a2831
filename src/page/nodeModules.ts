import * as bytes from '../platform/browser/bytes';
import * as files from '../platform/browser/files';
import { createHash } from '../platform/browser/hashing';
import * as paths from '../platform/browser/paths';
import { randomBytes, randomInt, randomUUID } from '../platform/browser/randomness';
import { process } from '../platform/browser/system';
import { createCipheriv } from './cipher';

/** The process, without the version by which programs decide that they run in Node. */
const ownProcess = { ...process, versions: {} };

/**
 * What stands for Node's modules in a page, by their names, for programs that were written for Node:
 * files are in the page's memory, the same that the library reads and writes.
 */
export const nodeModules: Readonly<Record<string, object>> = {
  'node:buffer': bytes,
  'node:crypto': { createCipheriv, createHash, randomBytes, randomInt, randomUUID },
  'node:fs': { ...files, default: files },
  'node:path': { ...paths, default: paths },
  'node:process': { ...ownProcess, default: ownProcess },
};
