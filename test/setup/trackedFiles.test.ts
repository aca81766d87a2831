import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/setup';

const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.status === 0 ? listed.stdout.split('\n').filter(Boolean) : [];
const inClone = listed.status === 0 ? test : test.skip;
const name = (text: string): string =>
  listed.status === 0 ? text : `${text} [skipped: not a git clone]`;

/** The lines of the project's files that match, as `file: match`. */
function matches(pattern: RegExp): string[] {
  return files
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) =>
      Array.from(readFileSync(join(root, file), 'latin1').matchAll(pattern), ([text]) => {
        return `${file}: ${text}`;
      }),
    );
}

inClone(name('no file names a package registry or where a package was downloaded'), () => {
  const hosts = ['npmjs\\.[o]rg', 'pypi\\.[o]rg', 'pythonhosted\\.[o]rg'];
  expect(matches(new RegExp(`${hosts.join('|')}|"resolved": "[h]ttp`, 'g'))).toEqual([]);
});

inClone(name('no file names a folder of the machine it was written on'), () => {
  const exact = (path: string): string => path.replace(/[^\w/]/g, '\\$&');
  const folders = [`${exact(root)}\\b`, `${exact(homedir())}/[\\w.-]+`, '/(?:root|work)/[\\w.-]+'];
  const start = '(?<![\\w.:/~-])';
  expect(matches(new RegExp(folders.map((folder) => start + folder).join('|'), 'g'))).toEqual([]);
});
