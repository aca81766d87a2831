import { confidenceBounds } from '../../../src/attacks/leakage/confidenceBounds';

test('the bounds are those of SciPy', () => {
  // from scipy.stats import beta
  // for k, n, c in [(0, 300, .95), (3, 10, .95), (250, 1000, .975), (1000, 1000, .9), (17, 2000, .99)]:
  //   print([k, n, c], beta.ppf(1 - c, k, n - k + 1), beta.ppf(c, k + 1, n - k))
  // SciPy 1.16; nan where there is no bound.
  const cases = [
    [0, 300, 0.95, 0, 0.009936081944457708],
    [3, 10, 0.95, 0.08726443391415035, 0.6066242161054123],
    [250, 1000, 0.975, 0.2234304062646804, 0.27805000622375553],
    [1000, 1000, 0.9, 0.9977000638225533, 1],
    [17, 2000, 0.99, 0.004455213456743947, 0.014609706619117634],
  ] as const;
  for (const [successes, trials, confidence, low, high] of cases) {
    const bounds = confidenceBounds(successes, trials, confidence);
    expect(bounds.low).toBeCloseTo(low, 10);
    expect(bounds.high).toBeCloseTo(high, 10);
  }
});

test.each([
  [1, 0, 0.95, 'trials must be a whole number of at least 1, got 0'],
  [4, 3, 0.95, 'successes must be a whole number between 0 and 3, got 4'],
  [1, 3, 1, 'confidence must be > 0 and < 1, got 1'],
])('%d of %d at %d is refused', (successes, trials, confidence, message) => {
  expect(() => confidenceBounds(successes, trials, confidence)).toThrow(message);
});
