import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/setup';

test('an unknown command is answered with the list of commands, without a stack trace', () => {
  const main = join(root, 'src', 'setup', 'main.mjs');
  const { status, stderr } = spawnSync(process.execPath, [main, 'tutorail'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('must be one of these, got tutorail');
  expect(stderr).toContain('run the first chapter');
  expect(stderr).not.toContain('    at ');
});

test('every npm script that runs a file runs one that exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const files = Object.values(scripts).flatMap((line) => /^node (\S+)/.exec(line)?.[1] ?? []);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(existsSync(join(root, file))).toBe(true);
});
