import { withSetup } from '../support/setup';

const outcome = {
  numPassedTests: 12,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [
    {
      assertionResults: [
        { fullName: 'adds', status: 'passed' },
        { fullName: 'reads real data [skipped: no file]', status: 'pending' },
      ],
    },
  ],
};
const given = JSON.stringify(outcome);

test('a test file that cannot run counts as a failure, and skipped tests are told', () => {
  const line = withSetup('testSummary.mjs', `it.summary(it.count(${given}))`);
  expect(line).toBe('12 passed, 2 failed, 1 skipped');
  expect(withSetup('testSummary.mjs', `it.skippedTests(${given})`)).toEqual([
    'skipped: reads real data [skipped: no file]',
  ]);
});

test('without skipped tests the line is the plain one', () => {
  const line = withSetup('testSummary.mjs', `it.summary({ passed: 3, failed: 0, skipped: 0 })`);
  expect(line).toBe('3 passed, 0 failed');
});
