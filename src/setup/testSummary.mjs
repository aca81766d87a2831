/** The counts of a jest result; a test file that could not be run is one failure. */
export function count(outcome) {
  return {
    passed: outcome.numPassedTests,
    failed: outcome.numFailedTests + outcome.numRuntimeErrorTestSuites,
    skipped: outcome.numPendingTests + outcome.numTodoTests,
  };
}

/** `12 passed, 0 failed`, and the number of skipped tests, if any. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** One line per skipped test: nothing is skipped silently. */
export function skippedTests(outcome) {
  const skipped = new Set(['pending', 'skipped', 'todo', 'disabled']);
  return outcome.testResults.flatMap((file) =>
    file.assertionResults
      .filter((result) => skipped.has(result.status))
      .map((result) => `skipped: ${result.fullName}`),
  );
}
