/** The counts of a jest result; a test file that could not be run is one failure. */
export function count(outcome) {
  return {
    passed: outcome.numPassedTests,
    failed: outcome.numFailedTests + outcome.numRuntimeErrorTestSuites,
    skipped: outcome.numPendingTests + outcome.numTodoTests,
  };
}

/** `12 passed, 0 failed`, and the skipped where there are any. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** One line a skipped test: nothing is left out in silence. */
export function skippedTests(outcome) {
  const skipped = new Set(['pending', 'skipped', 'todo', 'disabled']);
  return outcome.testResults.flatMap((file) =>
    file.assertionResults
      .filter((result) => skipped.has(result.status))
      .map((result) => `skipped: ${result.fullName}`),
  );
}
