import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a script of test/support with a Python; its standard output, as text. */
export function runScript(
  python: string,
  script: string,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolveOutput, reject) => {
    const child = spawn(python, ['-B', join(__dirname, script), ...args], { env });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolveOutput(Buffer.concat(output).toString());
      else reject(new Error(`${script} ended with ${code}: ${Buffer.concat(errors).toString()}`));
    });
    child.stdin.end(input);
  });
}
