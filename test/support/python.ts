import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runScript } from './runScript';

const root = resolve(__dirname, '..', '..');

/**
 * The Python that has the project's packages: FEDERATED_TEST_PYTHON, none if that is empty, else the
 * `.venv`'s.
 */
export function projectPython(): string | undefined {
  const { FEDERATED_TEST_PYTHON } = process.env;
  if (FEDERATED_TEST_PYTHON !== undefined) return FEDERATED_TEST_PYTHON || undefined;
  const inVenv = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = join(root, '.venv', ...inVenv);
  return existsSync(python) ? python : undefined;
}

/** Why tests that need the project's Python are skipped where there is none. */
export const noPython = 'needs Python; npm test installs what it needs';

/**
 * A test that needs the project's Python. Where it is missing the test is reported as skipped, and
 * its name says what would make it run.
 */
export function pythonTest(name: string, body: () => void | Promise<void>, timeout?: number): void {
  const run = projectPython() ? test : test.skip;
  run(
    projectPython() ? name : `${name} [skipped: ${noPython}]`,
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
