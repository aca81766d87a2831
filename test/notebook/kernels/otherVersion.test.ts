import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const launcher = resolve(__dirname, '../../../src/notebook/kernels/launcher');

test('another version of tslab runs as it is, and one line says so', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'federated-tslab-')));
  try {
    const dist = join(folder, 'node_modules', 'tslab', 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, '..', 'package.json'), '{ "name": "tslab", "version": "9.9.9" }');
    writeFileSync(
      join(dist, 'main.js'),
      'exports.startKernel = (options) => console.log(JSON.stringify(options));',
    );
    cpSync(launcher, join(folder, 'launcher'), { recursive: true });
    const args = [join(folder, 'launcher', 'main.cjs'), '--config-path', 'connection.json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('tslab 9.9.9 runs as it is: the launcher knows only 1.0.22.\n');
    expect(JSON.parse(stdout)).toEqual({
      configPath: 'connection.json',
      enableFindLocal: false,
      globalVersion: '9.9.9',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
