import { regressionScores } from '../../src/metrics/regression';

test('the scores of one number are scikit-learn’s', () => {
  // Errors −0.5, 0.5, 0, 1: squares 0.25, 0.25, 0, 1. Of the targets around 2.875: 29.1875 in all.
  // scikit-learn 1.9.1: r2_score([3, -0.5, 2, 7], [2.5, 0, 2, 8])  # 0.9486081370449679
  const scores = regressionScores([3, -0.5, 2, 7], [2.5, 0, 2, 8]);
  expect(scores).toMatchObject({ examples: 4, mse: 0.375, rmse: Math.sqrt(0.375), mae: 0.5 });
  expect(scores.r2).toBeCloseTo(1 - 1.5 / 29.1875, 14);
  expect(scores.r2).toBeCloseTo(0.9486081370449679, 14);
  const { mse, rmse, mae, r2 } = scores;
  expect(scores.perOutput).toEqual([{ mse, rmse, mae, r2 }]);
});

test('the scores of two numbers are scikit-learn’s, each and on average', () => {
  // scikit-learn 1.9.1, with y = [[0.5, 1], [-1, 1], [7, -6], [2, 3]],
  // p = [[0, 2], [-1, 2], [8, -5], [2.5, 2]], each with multioutput='raw_values' and without:
  //   mean_squared_error       # [0.375, 1.0], 0.6875
  //   root_mean_squared_error  # [0.6123724356957945, 1.0], 0.8061862178478972
  //   mean_absolute_error      # [0.5, 1.0], 0.75
  //   r2_score                 # [0.9585492227979274, 0.9144385026737968], 0.9364938627358621
  const scores = regressionScores([0.5, 1, -1, 1, 7, -6, 2, 3], [0, 2, -1, 2, 8, -5, 2.5, 2], 2);
  expect(scores).toMatchObject({ examples: 4, mse: 0.6875, mae: 0.75 });
  expect(scores.rmse).toBeCloseTo(0.8061862178478972, 14);
  expect(scores.r2).toBeCloseTo(0.9364938627358621, 14);
  const [first, second] = scores.perOutput;
  expect([first.mse, first.mae, second.mse, second.rmse]).toEqual([0.375, 0.5, 1, 1]);
  expect(first.r2).toBeCloseTo(0.9585492227979274, 14);
  expect(second.r2).toBeCloseTo(0.9144385026737968, 14);
});

test('R² of a target that does not vary, of one example and of none', () => {
  // The rules of scikit-learn's r2_score, also where rounding gives 0.1 three times a variance.
  expect(regressionScores([0.1, 0.1, 0.1], [0.1, 0.1, 0.1]).r2).toBe(1);
  expect(regressionScores([0.1, 0.1, 0.1], [0.1, 0.2, 0.1]).r2).toBe(0);
  expect(regressionScores([2], [3])).toMatchObject({ examples: 1, mse: 1, mae: 1, r2: NaN });
  expect(regressionScores([], [])).toMatchObject({ examples: 0, mse: NaN, rmse: NaN, r2: NaN });
});

test('a model that diverged has no finite error; a target that is no number is refused', () => {
  expect(regressionScores([1, 2], [NaN, 2])).toMatchObject({ mse: NaN, mae: NaN, r2: NaN });
  expect(regressionScores([1, 2], [Infinity, 2])).toMatchObject({ mse: Infinity, r2: -Infinity });
  expect(() => regressionScores([1, NaN], [1, 2])).toThrow('targets[1] must be finite, got NaN');
  expect(() => regressionScores([1, 2], [1])).toThrow('predictions must hold 2 numbers, got 1');
  expect(() => regressionScores([1, 2, 3], [1, 2, 3], 2)).toThrow(
    'targets must hold 2 numbers for each example, got 3',
  );
  expect(() => regressionScores([1], [1], 0)).toThrow('outputs must be a whole number');
});
