import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ensureBundles } from './library.mjs';
import { ensurePackages } from './packages.mjs';
import { childEnvironment, inside } from './paths.mjs';
import { runAttached } from './programs.mjs';
import { readyForNotebooks } from './ready.mjs';
import { flowerForTests } from './testFlower.mjs';
import { testNeeds } from './testNeeds.mjs';
import { count, skippedTests, summary } from './testSummary.mjs';

export const usage = 'npm test -- [options of jest, files]';

/**
 * Runs jest with the given arguments, after installing what the chosen tests need. The last line says how
 * many tests passed, failed and were skipped; skipped tests are named before it.
 */
export async function run(args) {
  const needs = testNeeds(args);
  let python = '';
  if (needs.python) {
    python = await readyForNotebooks();
  } else {
    await ensurePackages();
    await ensureBundles();
  }
  const flower = needs.flower ? await flowerForTests() : '';
  const results = inside('.cache', `test-results-${process.pid}.json`);
  const jest = inside('node_modules', 'jest', 'bin', 'jest.js');
  // Tests use the system's own folder for temporary files because sockets need short paths.
  const { TMPDIR, TMP, TEMP } = process.env;
  const pythons = { FEDERATED_TEST_PYTHON: python, FEDERATED_TEST_FLOWER: flower };
  const env = childEnvironment({ TMPDIR, TMP, TEMP, ...pythons });
  // Tests of federations mostly wait, so one more process than there are cores keeps them busy.
  const workers = `--maxWorkers=${availableParallelism() + 1}`;
  const report = [workers, '--json', `--outputFile=${results}`];
  const code = await runAttached([process.execPath, jest, ...report, ...args], { env });
  if (!existsSync(results)) return code || 1;
  const outcome = JSON.parse(readFileSync(results, 'utf8'));
  rmSync(results);
  const chosenByName = args.some((argument) => /^(-t|--testNamePattern)/.test(argument));
  if (!chosenByName) for (const line of skippedTests(outcome)) console.log(line);
  console.log(summary(count(outcome)));
  return code;
}
