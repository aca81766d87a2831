import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/setup';
import { withTemporaryFolder } from '../support/temporaryFolder';

const commands = [
  ...['setup', 'tutorial', 'lab', 'doctor', 'tensorboard', 'chapters', 'notebooks', 'book'],
  ...['data', 'simulate', 'federation'],
  ...['flower-server-app', 'flower-certificates', 'flower-client', 'test', 'bench', 'tfjs-node'],
];

/** What of the project runs before anything is installed, in a folder of its own. */
function clone(folder: string): void {
  const files = ['src/setup', 'src/core/systemErrors.json', 'test/bench/options.mjs'];
  for (const path of [...files, 'package.json', 'tsconfig.json', 'src/tsconfig.json']) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
}

function run(folder: string, ...args: string[]) {
  const main = join(folder, 'src', 'setup', 'main.mjs');
  const options = { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } } as const;
  return spawnSync(process.execPath, [main, ...args], options);
}

const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

test('this is every command', async () => {
  await withTemporaryFolder((folder) => {
    clone(folder);
    const { stderr } = run(folder, 'none');
    const listed = Array.from(stderr.matchAll(/^ {2}([\w-]+) /gm), ([, name]) => name);
    expect(listed.sort()).toEqual([...commands].sort());
  });
});

test('--help of every command prints its usage and installs nothing', async () => {
  await withTemporaryFolder((folder) => {
    clone(folder);
    const before = contents(folder);
    for (const command of commands) {
      const { status, stdout, stderr } = run(folder, command, '--help');
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: npm (run )?[\w:-]+.*\n\n/);
    }
    expect(contents(folder)).toEqual(before);
  });
});

test('what is installed and compiled on the way to a result is not a part of it', async () => {
  await withTemporaryFolder((folder) => {
    clone(folder);
    writeFileSync(join(folder, 'package-lock.json'), '{"packages": {}}');
    const compiler = join(folder, 'node_modules', 'typescript', 'bin');
    mkdirSync(compiler, { recursive: true });
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{"packages": {}}');
    writeFileSync(
      join(compiler, 'tsc'),
      `const { mkdirSync, writeFileSync } = require('node:fs');
      mkdirSync('src/dist/flower/client', { recursive: true });
      writeFileSync('src/dist/flower/client/command.js', \`
        exports.terminal = () => process.stdout;
        exports.main = async ([option], out) => { out.write(option + '\\\\n'); return 0; };\`);
      console.log('compiled');`,
    );
    const first = run(folder, 'flower-client', '--public-key');
    expect(first).toMatchObject({ status: 0, stdout: '--public-key\n' });
    expect(first.stderr).toContain('compiling the library: done in');
    expect(run(folder, 'flower-client', '--public-key')).toMatchObject({
      stdout: '--public-key\n',
      stderr: '',
    });
  });
});

test('a system’s error is a sentence, without a stack trace', async () => {
  await withTemporaryFolder((folder) => {
    clone(folder);
    const { status, stderr } = run(folder, 'simulate');
    expect(status).toBe(1);
    const lock = join(folder, 'package-lock.json');
    expect(stderr).toBe(`${lock}: there is no such file or folder (ENOENT); check the path\n`);
  });
});
