import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { installedPython } from '../environment.mjs';
import { isLibraryBuilt } from '../library.mjs';
import { missingPackage } from '../packages.mjs';
import { childEnvironment, inside } from '../paths.mjs';
import { good, note, problem } from './finding.mjs';

const install = 'npm run setup installs it, as every other command does';
const compile = 'npm run setup compiles it, as every other command does';
const again = 'run npm run setup; if that does not help, delete node_modules and .venv first';

const built = () => existsSync(inside('src', 'dist', 'index.js'));

/** Are the npm packages of package-lock.json installed? */
export function packages(record = inside('node_modules', '.package-lock.json')) {
  if (!existsSync(record)) return note('not installed', install);
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingPackage(read(inside('package-lock.json')), read(record));
  if (missing === undefined) return good('installed');
  return note(`${missing.replace(/^.*node_modules\//, '')} is missing or old`, install);
}

/** Is the library compiled from the sources as they are? */
export function library() {
  if (isLibraryBuilt()) return good('compiled');
  return note(built() ? 'older than its sources' : 'not compiled', compile);
}

/** Are the Python packages of environment.yml installed? */
export async function pythonPackages() {
  if (!existsSync(inside('node_modules', 'yaml'))) return note('not installed', install);
  const { python, missing } = await installedPython();
  if (python === undefined) return note('not installed', install);
  if (missing.length === 0) return good(`installed (${python})`);
  return note(`missing or old: ${missing.map(({ name }) => name).join(', ')}`, install);
}

/** Does the TypeScript kernel run a cell? */
export async function kernel() {
  const { python } = existsSync(inside('node_modules', 'yaml')) ? await installedPython() : {};
  if (python === undefined) return note('not installed', install);
  const script = inside('src', 'setup', 'doctor', 'kernel.py');
  const { status, stdout, stderr } = run(python, ['-B', script]);
  if (status === 0) return good(stdout.trim());
  return problem(`does not run a cell: ${lastLine(stderr)}`, again);
}

/** Which backends of TensorFlow.js work, and does ONNX Runtime? */
export function engines() {
  if (!built()) return note('not compiled', compile);
  const program = inside('src', 'setup', 'doctor', 'engines.cjs');
  const { status, stdout, stderr } = run(process.execPath, [program]);
  if (status !== 0) return problem(`do not start: ${lastLine(stderr)}`, again);
  const { backends, compiled } = JSON.parse(stdout.trim().split('\n').at(-1));
  const says = `TensorFlow.js on ${backends.join(', ')}; compiled training ${compiled ?? 'works'}`;
  if (compiled !== null) return problem(says, again);
  if (backends.includes('tensorflow')) return good(says);
  return note(
    says,
    'nothing, or npm run setup:tfjs-node for the eager engine on TensorFlow’s C library',
  );
}

function run(program, args) {
  const options = { encoding: 'utf8', env: childEnvironment(), timeout: 120_000 };
  return spawnSync(program, args, options);
}

const lastLine = (text) => `${text}`.trim().split('\n').at(-1) || 'no answer';
