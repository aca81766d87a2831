import { auc, classAuc, macroAuc } from '../../src/metrics/auc';
import { rocCurve } from '../../src/metrics/roc';

// scikit-learn 1.9.1, with y = [0, 0, 1, 0, 1, 1, 1, 1]:
//   s = [0.1, 0.4, 0.4, 0.8, 0.35, 0.4, 0.9, 0.8]
//   roc_auc_score(y, s)  # 0.6333333333333334
//   roc_curve(y, s, drop_intermediate=False)
const labels = [0, 0, 1, 0, 1, 1, 1, 1];
const scores = [0.1, 0.4, 0.4, 0.8, 0.35, 0.4, 0.9, 0.8];

test('the curve is scikit-learn’s, with one point for equal scores', () => {
  const of = (label: number) => scores.filter((_, i) => labels[i] === label);
  const curve = rocCurve(of(1), of(0));
  expect(curve.falsePositiveRate).toEqual([0, 0, 1 / 3, 2 / 3, 2 / 3, 1]);
  expect(curve.truePositiveRate).toEqual([0, 0.2, 0.4, 0.8, 1, 1]);
  expect(curve.thresholds).toEqual([Infinity, 0.9, 0.8, 0.4, 0.35, 0.1]);
  expect(curve.auc).toBeCloseTo(0.6333333333333334, 14);
});

test('the area is scikit-learn’s, and that of all pairs, a tie counting one half', () => {
  expect(auc(labels, scores)).toBeCloseTo(0.6333333333333334, 14);
  expect(auc([0, 1], [0.5, 0.5])).toBe(0.5);
  // In any order: 1 of 2 positives is above, 1 equal to the only negative.
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
  ]) {
    const at = (values: readonly number[]) => order.map((i) => values[i]);
    expect(auc(at([1, 0, 1]), at([0.4, 0.4, 0.7]))).toBe(0.75);
  }
  expect(auc([1, 0, 0], [Infinity, -Infinity, 3])).toBe(1);
});

test('one class against the rest, and the mean, are scikit-learn’s', () => {
  // rows = np.array([...]); y = np.array([0, 1, 1, 0, 2, 2, 0])
  // [roc_auc_score(y == k, rows[:, k]) for k in range(3)]  # [0.9583333333333333, 1.0, 0.95]
  // roc_auc_score(y, rows, multi_class='ovr')              # 0.9694444444444444
  const rows = [
    [0.7, 0.2, 0.1],
    [0.4, 0.4, 0.2],
    [0.2, 0.5, 0.3],
    [0.5, 0.3, 0.2],
    [0.1, 0.3, 0.6],
    [0.3, 0.3, 0.4],
    [0.4, 0.2, 0.4],
  ].flat();
  const classes = [0, 1, 1, 0, 2, 2, 0];
  const areas = classAuc(classes, rows, 3);
  [0.9583333333333333, 1, 0.95].forEach((area, k) => {
    expect(areas[k]).toBeCloseTo(area, 14);
  });
  expect(macroAuc(classes, rows, 3)).toBeCloseTo(0.9694444444444444, 14);
});

test('a class that no example has, or all have, has no area and does not count', () => {
  expect(auc([1, 1], [0.2, 0.3])).toBeNaN();
  expect(auc([], [])).toBeNaN();
  const two = [0.9, 0.1, 0, 0.2, 0.8, 0];
  expect(classAuc([0, 1], two, 3)).toEqual([1, 1, NaN]);
  expect(macroAuc([0, 1], two, 3)).toBe(1);
  expect(macroAuc([1, 1], two, 3)).toBeNaN();
});

test('labels, scores and numbers that do not fit are refused', () => {
  expect(() => auc([0, 2], [0, 1])).toThrow('labels[1] must be a whole number between 0 and 1');
  expect(() => auc([0, 1], [0])).toThrow('scores must hold 2 numbers, got 1');
  expect(() => auc([0, 1], [0, NaN])).toThrow('scores[1] must be a number, got NaN');
  expect(() => classAuc([0, 1], [0, 1], 2)).toThrow('scores must hold 4 numbers, got 2');
  expect(() => classAuc([0], [0], 1)).toThrow('classes must be a whole number of at least 2');
  expect(() => rocCurve([], [1])).toThrow('positives must hold at least one score, got 0');
  expect(() => rocCurve([1], [NaN])).toThrow('negatives[0] must be a number, got NaN');
});
