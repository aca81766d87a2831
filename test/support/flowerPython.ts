import { runScript } from './runScript';

const named = process.env.FEDERATED_TEST_FLOWER;

/** The Python whose flwr the tests run: FEDERATED_TEST_FLOWER. */
export const flowerPython = named === '' ? undefined : named;

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
  const reason = flowerPython ? missing : 'FEDERATED_TEST_FLOWER names no Python with flwr';
  const run = reason === undefined ? test : test.skip;
  run(
    reason === undefined ? name : `${name} [skipped: ${reason}]`,
    async () => {
      await body(flowerPython!);
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
  if (!flowerPython)
    return Promise.reject(new Error('FEDERATED_TEST_FLOWER names no Python with flwr'));
  const env = { ...process.env, FLWR_TELEMETRY_ENABLED: '0' };
  return runScript(flowerPython, script, args, input, env);
}
