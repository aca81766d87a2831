import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFlower } from '../../../src/flower/launch/ensureFlower';
import {
  flowerEnvironment,
  flowerInstallation,
} from '../../../src/flower/launch/flowerInstallation';
import { flowerPython, flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

/** A Python that makes environments whose pip writes its arguments down and then does as told. */
function fakePython(
  folder: string,
  { pip, version }: { pip: string; version: string | null },
): string {
  const file = join(folder, 'python3');
  const answer = JSON.stringify({ version, programs: '/programs' });
  const inside = `#!/bin/sh\\nif [ "$1" = -c ]; then echo '${answer}'; exit; fi\\n${pip}\\n`;
  const program = [
    '#!/bin/sh',
    '[ "$1" = -c ] && { echo ' + `'${answer}'` + '; exit; }',
    `echo "$@" >> ${join(folder, 'calls')}`,
    'mkdir -p "$3/bin"',
    `printf '%b' ${JSON.stringify(inside).replaceAll('\\\\n', '\\n').replaceAll('$', '\\$')} > "$3/bin/python"`,
    'chmod +x "$3/bin/python"',
  ];
  writeFileSync(file, `${program.join('\n')}\n`);
  chmodSync(file, 0o755);
  return file;
}

const posix = process.platform === 'win32' ? test.skip : test;

posix('an environment is created once, and an incomplete one is created again', async () => {
  await withTemporaryFolder(async (folder) => {
    const calls = join(folder, 'calls');
    const pip = `echo "pip $@" >> ${calls}; echo Collecting flwr`;
    const python = fakePython(folder, { pip, version: '1.41.0' });
    const said: string[] = [];
    const progress: string[] = [];
    const options = {
      folder: join(folder, 'flower'),
      basePython: () => [python],
      announce: (line: string) => said.push(line),
      progress: (line: string) => progress.push(line),
    };
    const environment = join(folder, 'flower', 'venv-newest');
    const installed = {
      python: join(environment, 'bin', 'python'),
      version: '1.41.0',
      programs: '/programs',
    };
    expect(await ensureFlower(options)).toEqual(installed);
    expect(said).toEqual([
      `installing flwr into ${environment} (about 250 MB, once)`,
      'flwr 1.41.0 is installed',
    ]);
    expect(progress).toEqual(['Collecting flwr']);
    const made = readFileSync(calls, 'utf8');
    expect(made).toContain(`-m venv ${environment}\n`);
    expect(made).toMatch(/pip -m pip install .* flwr\n$/);

    expect(await ensureFlower(options)).toEqual(installed);
    expect(readFileSync(calls, 'utf8')).toBe(made);

    const other = await ensureFlower({ ...options, version: '1.41.0' });
    expect(other.python).toBe(join(folder, 'flower', 'venv-1.41.0', 'bin', 'python'));
    expect(readFileSync(calls, 'utf8')).toMatch(/ flwr==1\.41\.0\n$/);

    writeFileSync(join(environment, 'federated.json'), '');
    expect(await ensureFlower(options)).toEqual(installed);
    expect(readFileSync(calls, 'utf8').match(/-m venv/g)).toHaveLength(3);
  });
});

posix('if pip fails, the error contains its output, and nothing is left', async () => {
  await withTemporaryFolder(async (folder) => {
    const pip = 'echo "ERROR: No matching distribution found for flwr" >&2; exit 1';
    const python = fakePython(folder, { pip, version: null });
    const place = join(folder, 'flower');
    const failed = ensureFlower({ folder: place, basePython: () => [python] });
    await expect(failed).rejects.toThrow(
      /^Flower could not be installed: .* flwr: ended with code 1\nERROR: No matching distribution/,
    );
    await expect(failed).rejects.toThrow('--python /path/to/python');
    expect(readdirSync(place)).toEqual([]);
    await expect(
      ensureFlower({ folder: place, basePython: () => [join(folder, 'none')] }),
    ).rejects.toThrow(/-m venv .*ENOENT/);
    await expect(ensureFlower({ folder: place, version: '; rm' })).rejects.toThrow(
      'version must be a version such as 1.41.0, got "; rm"',
    );
    expect(existsSync(join(place, 'venv-newest'))).toBe(false);
  });
});

posix('a Python without Flower, with an old or an unknown one', async () => {
  await withTemporaryFolder(async (folder) => {
    const of = (version: string | null) =>
      ensureFlower({ python: fakePython(folder, { pip: '', version }) });
    await expect(of(null)).rejects.toThrow(/has no flwr; install it with: .* -m pip install/);
    await expect(of('1.39.0')).rejects.toThrow(
      /has flwr 1\.39\.0, but 1\.40\.0 or later is needed/,
    );
    expect((await of('1.41.0')).warning).toBeUndefined();
    expect((await of('7.0.0')).warning).toContain('7.0.0');
    await expect(flowerInstallation(join(folder, 'none'))).rejects.toThrow(
      /none is not a usable Python: .*ENOENT/,
    );
  });
});

flowerTest('a real installation is found with its programs', async () => {
  const { version, programs } = await flowerInstallation(flowerPython!);
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(readdirSync(programs)).toContain('flower-superlink');
});

test('Flower’s programs find each other, use no proxy for loopback and report nothing', () => {
  const before = { ...process.env };
  try {
    process.env.PATH = '/usual';
    process.env.NO_PROXY = 'example.org';
    const installation = { python: 'p', version: '1.41.0', programs: '/flower/bin' };
    expect(flowerEnvironment(installation, '/home')).toMatchObject({
      PATH: process.platform === 'win32' ? '/flower/bin;/usual' : '/flower/bin:/usual',
      NO_PROXY: 'example.org,127.0.0.1,localhost',
      FLWR_HOME: '/home',
      FLWR_TELEMETRY_ENABLED: '0',
      FLWR_DISABLE_UPDATE_CHECK: '1',
    });
  } finally {
    process.env = before;
  }
});
