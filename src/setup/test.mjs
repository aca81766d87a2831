import { existsSync, readFileSync, rmSync } from 'node:fs';
import { childEnvironment, inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';
import { flowerForTests } from './testFlower.mjs';
import { count, skippedTests, summary } from './testSummary.mjs';

export const usage = 'npm test -- [options of jest, files]';

/**
 * Runs jest with the given arguments. The last line says how many tests passed, failed and were
 * skipped; skipped tests are named before it.
 */
export async function run(args) {
  const python = await readyForNotebooks();
  const flower = await flowerForTests();
  const results = inside('.cache', `test-results-${process.pid}.json`);
  const jest = inside('node_modules', 'jest', 'bin', 'jest.js');
  // Tests use the system's own folder for temporary files because sockets need short paths.
  const { TMPDIR, TMP, TEMP } = process.env;
  const pythons = { FEDERATED_TEST_PYTHON: python, FEDERATED_TEST_FLOWER: flower };
  const env = childEnvironment({ TMPDIR, TMP, TEMP, ...pythons });
  const report = ['--json', `--outputFile=${results}`];
  const code = await runAttached([process.execPath, jest, ...report, ...args], { env });
  if (!existsSync(results)) return code || 1;
  const outcome = JSON.parse(readFileSync(results, 'utf8'));
  rmSync(results);
  const chosenByName = args.some((argument) => /^(-t|--testNamePattern)/.test(argument));
  if (!chosenByName) for (const line of skippedTests(outcome)) console.log(line);
  console.log(summary(count(outcome)));
  return code;
}
