import { getState, resetState, run } from 'jest-circus';

/** How the tests of a file went, by their whole names. */
export interface FileOutcome {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  /** Names, each with what was thrown. */
  readonly failures: readonly string[];
  readonly milliseconds: number;
}

/**
 * Runs one test file by jest's own runner.
 *
 * @param leftOut whole names of tests that are skipped
 */
export async function runFile(
  load: () => Promise<unknown>,
  leftOut: readonly string[],
): Promise<FileOutcome> {
  const start = performance.now();
  resetState();
  const state = getState();
  state.testTimeout = 60_000;
  state.testNamePattern = allBut(leftOut);
  await load();
  const { testResults, unhandledErrors } = await run();
  const results = testResults.map(({ testPath, status, errors }) => ({
    name: testPath.slice(1).join(' '),
    status,
    errors,
  }));
  const failed = results.filter(({ errors }) => errors.length > 0);
  const done = results.filter(({ status, errors }) => status === 'done' && errors.length === 0);
  return {
    passed: done.map(({ name }) => name),
    skipped: results.filter(({ status }) => status !== 'done').map(({ name }) => name),
    failures: [
      ...failed.map(({ name, errors }) => `${name}\n${errors.join('\n')}`),
      ...unhandledErrors,
    ],
    milliseconds: Math.round(performance.now() - start),
  };
}

function allBut(names: readonly string[]): RegExp {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^(?!(?:${escaped.join('|')})$)`);
}
