import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/** The Python that has the project's packages: the `.venv`'s, or FEDERATED_TEST_PYTHON. */
export function projectPython(): string | undefined {
  const { FEDERATED_TEST_PYTHON } = process.env;
  if (FEDERATED_TEST_PYTHON) return FEDERATED_TEST_PYTHON;
  const inVenv = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = join(root, '.venv', ...inVenv);
  return existsSync(python) ? python : undefined;
}

/**
 * A test that needs the project's Python. Where it is missing the test is reported as skipped, and
 * its name says what would make it run.
 */
export function pythonTest(name: string, body: () => void | Promise<void>, timeout?: number): void {
  const run = projectPython() ? test : test.skip;
  run(
    projectPython() ? name : `${name} [skipped: no .venv; npm test makes one]`,
    async () => {
      await body();
    },
    timeout,
  );
}

/** Runs a script of test/support with the project's Python; its standard output, as text. */
export function runPython(
  script: string,
  input = '',
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const python = projectPython();
  if (!python) return Promise.reject(new Error('no Python; see projectPython'));
  return runScript(python, script, args, input, env);
}

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
