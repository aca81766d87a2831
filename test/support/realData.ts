import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.FEDERATED_TEST_DATA;

/** The path of a real data file for tests, or undefined where the machine has none. */
export function realData(...path: string[]): string | undefined {
  if (!folder) return undefined;
  const file = join(folder, ...path);
  return existsSync(file) ? file : undefined;
}

/**
 * A test on a real data file. Where the file is missing the test is reported as skipped, and its
 * name says what would make it run.
 */
export function testWithRealData(
  name: string,
  path: readonly string[],
  body: (file: string) => void | Promise<void>,
): void {
  const file = realData(...path);
  const run = file ? test : test.skip;
  run(file ? name : `${name} [skipped: FEDERATED_TEST_DATA has no ${path.join('/')}]`, async () => {
    await body(file ?? '');
  });
}
