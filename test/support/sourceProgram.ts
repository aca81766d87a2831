import { spawn } from 'node:child_process';
import { root } from './setup';

/** Lets a plain Node.js take TypeScript files. */
const reader = `
  const { transformFileSync } = require('@swc/core');
  require.extensions['.ts'] = (module, file) => {
    const options = {
      module: { type: 'commonjs' },
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    };
    module._compile(transformFileSync(file, options).code, file);
  };`;

/**
 * Runs JavaScript in a process of its own, which may `require` the library's sources; gives its
 * standard output.
 *
 * @param args are `process.argv` from 1 on
 */
export function runSource(program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', `${reader}${program}`, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(new Error(`ended with ${code}`));
    });
  });
}
