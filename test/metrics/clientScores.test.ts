import { clientScores } from '../../src/metrics/clientScores';
import { clientAccuracy } from '../../src/metrics/fairness';

test('of errors the largest are the worst, of other scores the smallest', () => {
  const scores = Array.from({ length: 11 }, (_, i) => 10 * i).reverse();
  const errors = clientScores(scores, { worst: 'largest' });
  expect(errors).toMatchObject({ clients: 11, mean: 50, min: 0, max: 100, worst10: 95 });
  // Squares of the distances: 2 × (10² + 20² + … + 50²) = 11,000.
  expect(errors.std).toBeCloseTo(Math.sqrt(1000), 12);
  expect(clientScores(scores, { worst: 'smallest' })).toEqual({ ...errors, worst10: 5 });
});

test('negative scores, as an R² may be, and clients without one', () => {
  const scores = clientScores([NaN, -2, 0.5, NaN], { worst: 'smallest' });
  expect(scores).toEqual({
    clients: 2,
    mean: -0.75,
    worst10: -2,
    std: 1.25,
    min: -2,
    max: 0.5,
  });
});

test('accuracies are scores whose smallest are the worst', () => {
  const accuracies = [0.9, 0.8, 0.4, 0.5];
  expect(clientScores(accuracies, { worst: 'smallest' })).toMatchObject(clientAccuracy(accuracies));
});

test('no client with a score is refused', () => {
  expect(() => clientScores([], { worst: 'largest' })).toThrow('scores must hold at least one');
  expect(() => clientScores([NaN], { worst: 'largest' })).toThrow('scores must hold at least one');
});
