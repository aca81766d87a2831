import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from '../../support/setup';

/** Folders of test/ whose tests need nothing of Node.js, with the folders in them. */
const folders = [
  'aggregation',
  'compiler',
  'compression',
  'core',
  'data',
  'metrics',
  'plots',
  'privacy',
  'secureAggregation',
  'strategies',
  'tables',
  'updates',
];

/** Files of these folders that do not run in a page, and why. */
export const leftOutFiles: Readonly<Record<string, string>> = {};

/** Tests of the other files that do not run in a page, by file and whole name, and why. */
export const leftOutTests: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

const tests = join(root, 'test');

/** All test files of the folders, as paths in test/. */
const all = folders.flatMap((folder) =>
  readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort(),
);

/** Test files that run in a page. */
export const portableFiles = all.filter((file) => !(file in leftOutFiles));

/** Files that are left out and are not there. */
export const unknownFiles = [...Object.keys(leftOutFiles), ...Object.keys(leftOutTests)].filter(
  (file) => !all.includes(file),
);
