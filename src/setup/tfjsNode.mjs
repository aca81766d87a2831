import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { childEnvironment, inside, root } from './paths.mjs';
import { npmCommand, runLogged } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';
import { demand, duration, step } from './step.mjs';
import { buildCommand, findCompiler, nativeLibraries, unpackHeaders } from './tensorflow.mjs';

const name = '@tensorflow/tfjs-node';
const installed = inside('node_modules', ...name.split('/'));
const binding = join(installed, 'lib', 'napi-v8', 'tfjs_binding.node');

export const usage = 'npm run setup:tfjs-node';

/**
 * Builds tfjs's native TensorFlow backend if its own installer could not fetch a binary: takes
 * TensorFlow's C library from the Python package and compiles tfjs-node's binding against it.
 */
export async function run() {
  const start = Date.now();
  const python = await readyForNotebooks();
  if (existsSync(binding) && check().works) {
    console.log(`${name} is installed and works.`);
    return 0;
  }
  const libraries = nativeLibraries(process.platform, process.arch);
  const compiler = findCompiler();
  await install();
  const temporary = mkdtempSync(inside('.cache', 'tmp', 'tfjs-node-'));
  try {
    const wheel = await download(python, libraries.distribution, temporary);
    const unpacked = join(temporary, 'unpacked');
    await step('unpacking it', () => unpackHeaders(python, wheel, libraries, unpacked));
    await step('compiling the binding', () => build(compiler, libraries, unpacked));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const { works, said } = check();
  demand(works, `${name} was built but does not work:\n${said}`);
  const files = [binding, ...libraries.files.map((file) => join(installed, 'deps', 'lib', file))];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`${name} works: ${Math.round(bytes / 1e6)} MB, ${duration(Date.now() - start)}.`);
  return 0;
}

/** Installs tfjs-node's JavaScript; leaves every other package and the lock file unchanged. */
async function install() {
  const { optionalDependencies } = JSON.parse(readFileSync(inside('src', 'package.json'), 'utf8'));
  const version = optionalDependencies[name];
  if (existsSync(join(installed, 'package.json'))) return;
  const wanted = ['--no-save', '--ignore-scripts', `${name}@${version}`];
  const { command, options } = npmCommand('install', ...wanted);
  await step(`${name} ${version}`, () => runLogged('tfjs-node-install', command, options));
}

/** Fetches TensorFlow's Python package; for any version of Python, since it is only unpacked. */
async function download(python, distribution, folder) {
  const wheel = ['--no-deps', '--only-binary=:all:', '--no-cache-dir'];
  const tags = ['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312'];
  const command = [python, '-m', 'pip', 'download', ...wheel, ...tags, '-d', folder, distribution];
  await step(`downloading ${distribution}`, () => runLogged('tfjs-node-download', command));
  return join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.whl')),
  );
}

/** Compiles in the temporary folder and moves the results to tfjs-node's own places. */
async function build(compiler, libraries, unpacked) {
  const target = join(dirname(unpacked), basename(binding));
  const headers = inside('node_modules', 'node-api-headers', 'include');
  const sources = join(installed, 'binding');
  const command = buildCommand({ compiler, libraries, unpacked, headers, sources, target });
  await runLogged('tfjs-node-build', command);
  const library = join(installed, 'deps', 'lib');
  for (const folder of [library, dirname(binding)]) mkdirSync(folder, { recursive: true });
  for (const file of libraries.files) {
    renameSync(join(unpacked, 'tensorflow', file), join(library, file));
  }
  renameSync(target, binding);
}

const program = `
const util = require('node:util');
util.isArray ??= Array.isArray;
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require('${name}');
tf.enableProdMode();
const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).arraySync();
if (String(product) !== '19,22,43,50') throw new Error('matMul gave ' + product);
if (tf.getBackend() !== 'tensorflow') throw new Error('the backend is ' + tf.getBackend());
`;

/** Whether a fresh Node.js can load the backend and multiply two matrices. */
function check() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: childEnvironment({ TF_CPP_MIN_LOG_LEVEL: '2' }),
  });
  return { works: status === 0, said: `${stdout}${stderr}`.trim() };
}
