import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/setup';

const folder = join(root, 'src', 'platform');
const modules = readdirSync(join(folder, 'node')).map((file) => file.replace(/\.ts$/, ''));

/** The names that a module has when it runs. */
const namesOf = (side: string, name: string): string[] =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  Object.keys(require(join(folder, side, name)) as object).sort();

test.each(modules)(
  '%s: both sides have the same names, and a file that takes one of them',
  (name) => {
    expect(namesOf('browser', name)).toEqual(namesOf('node', name));
    const chooser = readFileSync(join(folder, `${name}.ts`), 'utf8');
    expect(chooser.trimEnd().split('\n').at(-1)).toBe(`export * from './node/${name}';`);
  },
);
