import { runScript } from './python';

/** A Python that has flwr: FEDERATED_TEST_FLOWER. */
export function flowerPython(): string | undefined {
  const { FEDERATED_TEST_FLOWER } = process.env;
  return FEDERATED_TEST_FLOWER === '' ? undefined : FEDERATED_TEST_FLOWER;
}

/**
 * A test that needs flwr. Where it is missing the test is skipped, and its name says why.
 *
 * @param missing what else the test needs and this machine lacks
 */
export function flowerTest(
  name: string,
  body: (python: string) => void | Promise<void>,
  timeout?: number,
  missing?: string,
): void {
  const python = flowerPython();
  const reason = python ? missing : 'FEDERATED_TEST_FLOWER names no Python with flwr';
  const run = reason === undefined ? test : test.skip;
  run(
    reason === undefined ? name : `${name} [skipped: ${reason}]`,
    async () => {
      await body(python!);
    },
    timeout,
  );
}

/** Runs a script of test/support with flwr's Python; its standard output, as text. */
export function runFlowerPython(
  script: string,
  args: readonly string[],
  input: string,
): Promise<string> {
  const python = flowerPython();
  if (!python) return Promise.reject(new Error('FEDERATED_TEST_FLOWER names no Python with flwr'));
  const env = { ...process.env, FLWR_TELEMETRY_ENABLED: '0' };
  return runScript(python, script, args, input, env);
}
