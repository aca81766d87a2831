import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectPython, pythonTest } from '../support/python';
import { root, withSetup } from '../support/setup';

interface Package {
  readonly name: string;
  readonly version: string;
}

const pinned = (): Package[] => withSetup('environment.mjs', 'it.pinnedPackages()') as Package[];

test('environment.yml pins every Python package', () => {
  const names = pinned().map(({ name }) => name);
  for (const name of ['jupyterlab', 'nbclient', 'nbconvert', 'plotly', 'tensorboard']) {
    expect(names).toContain(name);
  }
});

pythonTest('the installed Python packages are those of environment.yml', () => {
  const wanted = pinned();
  const ask = `it.askPython([${JSON.stringify(projectPython())}], ${JSON.stringify(
    wanted.map(({ name }) => name),
  )})`;
  const versions = Object.fromEntries(wanted.map(({ name, version }) => [name, version]));
  expect(withSetup('python.mjs', ask)).toMatchObject({ packages: versions });
});

pythonTest('the kernel of the environment is the project’s launcher', () => {
  const installed = join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
  const own = join(root, 'src', 'notebook', 'kernels', 'tslab', 'kernel.json');
  withSetup('environment.mjs', 'it.writeKernelSpec()');
  const [spec, wanted] = [installed, own].map((file) => ({
    folder: dirname(file),
    ...(JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; display_name: string }),
  }));
  const launcher = join(root, 'src', 'notebook', 'kernels', 'launcher', 'main.cjs');
  for (const { folder, argv } of [spec, wanted]) {
    const started = argv.find((part) => part.endsWith('.cjs'))!;
    expect(resolve(started.replace('{resource_dir}', folder))).toBe(launcher);
  }
  expect(spec.display_name).toBe(wanted.display_name);
  expect(spec.argv).toHaveLength(wanted.argv.length);
});

test('a package in another version, or missing, is lacking', () => {
  const wanted = [
    { name: 'nbclient', version: '0.11.0' },
    { name: 'plotly', version: '7.1.0' },
    { name: 'tensorboard', version: '2.21.0' },
  ];
  const found = { packages: { nbclient: '0.11.0', plotly: '6.0.0', tensorboard: null } };
  const call = `it.lacking(${JSON.stringify(found)}, ${JSON.stringify(wanted)})`;
  expect(withSetup('environment.mjs', call)).toEqual(wanted.slice(1));
});
