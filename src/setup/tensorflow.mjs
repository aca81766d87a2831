import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SetupError } from './errors.mjs';
import { runLogged } from './programs.mjs';

const version = '2.21.0';

/** The headers that tfjs-node's binding includes, as folders of the Python package. */
const headerFolders = ['tensorflow/c', 'tensorflow/core/platform', 'tsl/platform', 'xla/tsl/c'];

/** Which Python package holds TensorFlow's C library for a platform, and its files in there. */
export function nativeLibraries(platform, architecture) {
  const machine = `${platform} ${architecture}`;
  const all = {
    'linux x64': ['tensorflow-cpu', '.so.2'],
    'linux arm64': ['tensorflow', '.so.2'],
    'darwin arm64': ['tensorflow', '.2.dylib'],
  };
  if (!Object.hasOwn(all, machine)) {
    throw new SetupError(
      `The native TensorFlow backend can be built on ${Object.keys(all).join(', ')}; this is ` +
        `${machine}. Everything runs without it, on WebAssembly.`,
    );
  }
  const [distribution, ending] = all[machine];
  return {
    distribution: `${distribution}==${version}`,
    files: [`libtensorflow_cc${ending}`, `libtensorflow_framework${ending}`],
  };
}

/** The command of a C++ compiler; throws if there is none. */
export function findCompiler(names = [process.env.CXX, 'c++', 'g++', 'clang++']) {
  const found = names.find((name) => name && spawnSync(name, ['--version']).status === 0);
  if (found) return found;
  throw new SetupError(
    'Building the native TensorFlow backend needs a C++ compiler, and none was found.\n' +
      'Install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS:\n' +
      'xcode-select --install), or name one: CXX=/path/to/c++',
  );
}

const unpack = `
import sys, zipfile
wheel, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(target, [name for name in archive.namelist() if name.startswith(tuple(wanted))])
`;

/** Unpacks the C library and the headers of its interface from the Python package. */
export function unpackHeaders(python, wheel, libraries, target) {
  const wanted = [
    ...libraries.files.map((file) => `tensorflow/${file}`),
    ...headerFolders.map((folder) => `tensorflow/include/${folder}/`),
  ];
  return runLogged('tfjs-node-unpack', [python, '-c', unpack, wheel, target, ...wanted]);
}

/**
 * The compiler's command line; the binding finds the library in its own folder, wherever that is.
 */
export function buildCommand({ compiler, libraries, unpacked, headers, sources, target }) {
  const mac = process.platform === 'darwin';
  return [
    compiler,
    ...['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8'],
    ...(mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
    ...[`-I${headers}`, `-I${join(unpacked, 'tensorflow', 'include')}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, file)),
    ...libraries.files.map((file) => join(unpacked, 'tensorflow', file)),
    `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`,
    ...['-o', target],
  ];
}
