import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './errors.mjs';
import { inside } from './paths.mjs';
import { runLogged } from './programs.mjs';
import { askPython, findPython } from './python.mjs';
import { step } from './step.mjs';

const folder = inside('.venv');
const stamp = join(folder, 'federated.json');

/** The Python packages of environment.yml as `[{ name, version }]`. */
export async function pinnedPackages(file = inside('environment.yml')) {
  const { parse } = await import('yaml');
  const { dependencies } = parse(readFileSync(file, 'utf8'));
  const list = dependencies.find((entry) => entry.pip)?.pip ?? [];
  return list.map((line) => {
    const [, name, version] = /^([\w.-]+)==([\w.]+)$/.exec(line) ?? [];
    if (!name) throw new SetupError(`${file}: "${line}" must read name==version`);
    return { name, version };
  });
}

/**
 * Creates `.venv` if there is no environment, while the npm packages are installed that
 * {@link ensurePython} needs to read environment.yml.
 */
export async function beginEnvironment() {
  if (!process.env.CONDA_PREFIX && !existsSync(ownPython())) await createEnvironment();
}

/**
 * The command of a Python that has the packages of environment.yml: the active conda environment if
 * it has them, else `.venv`, which is created, completed or recreated as needed.
 */
export async function ensurePython() {
  const wanted = await pinnedPackages();
  const conda = completeConda(wanted);
  if (conda) return conda;
  const python = ownPython();
  const key = (found) => JSON.stringify({ python: found.version.slice(0, 2), packages: wanted });
  const before = existsSync(python) ? askPackages(python, wanted) : undefined;
  const complete = before && lacking(before, wanted).length === 0 && readStamp() === key(before);
  if (!complete) {
    if (!before) await createEnvironment();
    await step('Python packages (JupyterLab, TensorBoard)', () => install(python, wanted));
    writeFileSync(stamp, key(askPackages(python, wanted)));
  }
  writeKernelSpec();
  return python;
}

/**
 * The Python that the commands use as things are, and the packages that it lacks; undefined if
 * nothing is installed yet.
 */
export async function installedPython() {
  const wanted = await pinnedPackages();
  const conda = completeConda(wanted);
  if (conda) return { python: conda, missing: [] };
  const python = ownPython();
  if (!existsSync(python)) return { python: undefined, missing: wanted };
  return { python, missing: lacking(askPackages(python, wanted), wanted) };
}

/** The active conda environment's Python, if it has all packages. */
function completeConda(wanted) {
  const conda = process.env.CONDA_PREFIX && pythonOf(process.env.CONDA_PREFIX, 'python.exe');
  return conda && lacking(askPackages(conda, wanted), wanted).length === 0 ? conda : undefined;
}

/** The command of the Python in `.venv`, which may not be there yet. */
export const ownPython = () => pythonOf(folder, join('Scripts', 'python.exe'));

/** The packages that are not installed in the wanted version. */
export function lacking(found, wanted) {
  return wanted.filter(({ name, version }) => found?.packages[name] !== version);
}

function pythonOf(prefix, onWindows) {
  return join(prefix, process.platform === 'win32' ? onWindows : join('bin', 'python'));
}

function askPackages(python, wanted) {
  return askPython(
    [python],
    wanted.map(({ name }) => name),
  );
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

async function createEnvironment() {
  const python = findPython();
  await step('Python environment .venv', async () => {
    rmSync(folder, { recursive: true, force: true });
    await runLogged('venv', [...python, '-m', 'venv', folder]);
  });
}

function install(python, wanted) {
  const list = wanted.map(({ name, version }) => `${name}==${version}`);
  const options = ['--no-input', '--disable-pip-version-check'];
  return runLogged('pip', [python, '-m', 'pip', 'install', ...options, ...list]);
}

/** Where the TypeScript kernel is installed in an environment, as a path in its folder. */
export const kernelFolder = join('share', 'jupyter', 'kernels', 'tslab');

/** The TypeScript kernel's description, for .venv: it starts the project's launcher, too. */
export function environmentKernel() {
  const spec = JSON.parse(
    readFileSync(inside('src', 'notebook', 'kernels', 'tslab', 'kernel.json'), 'utf8'),
  );
  const launcher = '{resource_dir}/../../../../../src/notebook/kernels/launcher/main.cjs';
  spec.argv = spec.argv.map((part) => (part.endsWith('/main.cjs') ? launcher : part));
  return spec;
}

/**
 * Installs the TypeScript kernel in .venv, too, where editors look for it: they list the kernels of
 * the selected environment.
 */
function writeKernelSpec() {
  const target = join(folder, kernelFolder);
  const text = `${JSON.stringify(environmentKernel(), null, 2)}\n`;
  const file = join(target, 'kernel.json');
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(target, { recursive: true });
  writeFileSync(file, text);
}
