import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inside } from './paths.mjs';

const require = createRequire(import.meta.url);

/** Files that cells read: a text that a cell has which needs them, where they are, their path for cells. */
const groups = () => [
  {
    named: 'vega-datasets',
    from: join(dirname(require.resolve('vega-datasets/package.json')), 'data'),
    names: ['cars.json', 'penguins.json'],
    path: '/packages/vega-datasets/data',
  },
  {
    named: 'results',
    from: inside('notebooks', 'results'),
    names: readdirSync(inside('notebooks', 'results')),
    path: '/results',
  },
];

/** Puts the files that cells read, and a list of them, beside the programs of pages. */
export function copyLiveFiles(folder) {
  const list = groups().map(({ named, from, names, path }) => {
    const files = names.map((name) => {
      const copy = `files${path}/${name}`;
      mkdirSync(dirname(join(folder, copy)), { recursive: true });
      cpSync(join(from, name), join(folder, copy));
      return [`${path}/${name}`, copy];
    });
    return { named, files: Object.fromEntries(files) };
  });
  writeFileSync(join(folder, 'files.json'), JSON.stringify(list));
}

/** What was measured of chapters in their pages, by `test/bench/liveBook.mjs`. */
export const timesFile = inside('src', 'book', 'live', 'times.json');

/** What the page on chapters in the browser tells: sizes of programs, and times. */
export function liveFacts(programs) {
  const sizes = readdirSync(programs).map((file) => {
    const bytes = readFileSync(join(programs, file));
    return [file, { bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length }];
  });
  return {
    sizes: Object.fromEntries(sizes),
    times: JSON.parse(readFileSync(timesFile, 'utf8')),
  };
}
