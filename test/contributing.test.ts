import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/setup';

const page = readFileSync(join(root, '.github', 'CONTRIBUTING.md'), 'utf8');

test('every path that the page for contributors names exists', () => {
  const named = Array.from(
    page.matchAll(/`?((?:src|test|notebooks|\.ci)\/[\w./-]*)/g),
    ([, path]) => path,
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every recipe lists at most three places', () => {
  const recipes = page.split(/^### /m).slice(1);
  expect(recipes).toHaveLength(11);
  for (const recipe of recipes) expect(recipe.match(/^\d\. /gm)!.length).toBeLessThanOrEqual(3);
});

test('every script that it names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = Array.from(page.matchAll(/npm run ([a-z:-]+)/g), ([, script]) => script);
  for (const script of named) expect(Object.keys(scripts)).toContain(script);
});
