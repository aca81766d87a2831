import { configureGlobal } from 'fast-check';
import { resetState, run } from 'jest-circus';

/** How a test file went in the page. */
export interface FileOutcome {
  readonly passed: number;
  readonly skipped: readonly string[];
  /** Names of tests with what they threw. */
  readonly failures: readonly string[];
  readonly seconds: number;
}

/** Fewer cases for each property than in Node.js, where all of them have run. */
configureGlobal({ numRuns: 20 });

/** Runs one test file by itself. */
export async function runFile(load: () => Promise<unknown>): Promise<FileOutcome> {
  const start = performance.now();
  resetState();
  await load();
  const { testResults, unhandledErrors } = await run();
  const named = testResults.map((result) => ({ ...result, name: result.testPath.slice(1).join(' › ') }));
  return {
    passed: named.filter(({ status, errors }) => status === 'done' && errors.length === 0).length,
    skipped: named.filter(({ status }) => status !== 'done').map(({ name }) => name),
    failures: [
      ...named.filter(({ errors }) => errors.length > 0).map(({ name, errors }) => `${name}\n${errors.join('\n')}`),
      ...unhandledErrors,
    ],
    seconds: (performance.now() - start) / 1000,
  };
}
