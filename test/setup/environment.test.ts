import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
}

test('the kernel of the project and that of its environment start the same launcher', () => {
  const own = join(root, 'src', 'notebook', 'kernels', 'tslab');
  const project = JSON.parse(readFileSync(join(own, 'kernel.json'), 'utf8')) as KernelSpec;
  const call = '{ folder: it.kernelFolder, spec: it.environmentKernel() }';
  const { folder, spec } = withSetup('environment.mjs', call) as {
    folder: string;
    spec: KernelSpec;
  };
  const places = [
    [own, project],
    [join(root, '.venv', folder), spec],
  ] as const;
  const launcher = join(root, 'src', 'notebook', 'kernels', 'launcher', 'main.cjs');
  for (const [place, { argv, display_name: name }] of places) {
    const [started] = argv.filter((part) => part.startsWith('{resource_dir}'));
    expect(resolve(started.replace('{resource_dir}', place))).toBe(launcher);
    expect(argv).toHaveLength(project.argv.length);
    expect(name).toBe('TypeScript');
  }
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
