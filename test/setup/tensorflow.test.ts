import { withSetup } from '../support/setup';

const libraries = (platform: string, machine: string): unknown =>
  withSetup('tensorflow.mjs', `it.nativeLibraries('${platform}', '${machine}')`);

test('the C library comes from the Python package of the platform', () => {
  expect(libraries('linux', 'x64')).toEqual({
    distribution: 'tensorflow-cpu==2.21.0',
    files: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  });
  expect(libraries('darwin', 'arm64')).toMatchObject({ distribution: 'tensorflow==2.21.0' });
});

test('where it cannot be built the message says where it can', () => {
  expect(() => libraries('win32', 'x64')).toThrow('linux x64, linux arm64, darwin arm64');
  expect(() => libraries('win32', 'x64')).toThrow('this is win32 x64');
});

test('a missing compiler is named with what to install', () => {
  const find = `it.findCompiler(['no-such-compiler'])`;
  expect(() => withSetup('tensorflow.mjs', find)).toThrow('apt install g++');
});
