import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childEnvironment, inside, root } from './paths.mjs';

/** What can be installed for tests, and the module through which every test that needs it finds it. */
const finders = {
  python: inside('test', 'support', 'python.ts'),
  flower: inside('test', 'support', 'flowerPython.ts'),
};

/** Which of Python and Flower the tests need that jest runs with these arguments. */
export function testNeeds(args) {
  const reached = reachedFrom(chosenFiles(args));
  const needs = Object.entries(finders).map(([name, file]) => [name, reached.has(file)]);
  return Object.fromEntries(needs);
}

/** The test files that jest chooses; none if it refuses the arguments, which it then says itself. */
function chosenFiles(args) {
  const jest = inside('node_modules', 'jest', 'bin', 'jest.js');
  const { status, stdout } = spawnSync(process.execPath, [jest, '--listTests', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: childEnvironment(),
  });
  return status === 0 ? stdout.split('\n').filter(existsSync) : [];
}

/** These files and all of test/ that they import, directly or not. */
function reachedFrom(files) {
  const reached = new Set(files);
  for (const file of reached) {
    const imports = readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'/g);
    for (const [, path] of imports) {
      const imported = join(dirname(file), `${path}.ts`);
      if (imported.startsWith(inside('test')) && existsSync(imported)) reached.add(imported);
    }
  }
  return reached;
}
