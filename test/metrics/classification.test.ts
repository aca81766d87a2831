import {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  f1,
  precision,
  recall,
} from '../../src/metrics/classification';

const labels = [0, 0, 0, 1, 1, 3];
const predictions = [0, 0, 1, 1, 0, 3];

test('a confusion matrix counts predictions (columns) per true class (rows)', () => {
  const matrix = confusionMatrix(labels, predictions, 4);
  expect(matrix.map((row) => [...row])).toEqual([
    [2, 1, 0, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
  ]);
});

test('accuracy is the diagonal over all, recall the diagonal over each row', () => {
  const matrix = confusionMatrix(labels, predictions, 4);
  expect(accuracy(matrix)).toBeCloseTo(4 / 6, 15);
  expect(recall(matrix)).toEqual([2 / 3, 1 / 2, NaN, 1]);
});

test('precision, recall, F1 and balanced accuracy are scikit-learn’s', () => {
  // scikit-learn 1.9.1, with y = [0, 0, 0, 0, 1, 1, 2, 2, 2, 4], p = [0, 0, 1, 2, 1, 0, 2, 2, 1, 2]:
  //   options = dict(labels=range(5), average=None, zero_division=np.nan)
  //   precision_score(y, p, **options)  # [0.6666666666666666, 0.3333333333333333, 0.5, nan, nan]
  //   recall_score(y, p, **options)     # [0.5, 0.5, 0.6666666666666666, nan, 0.0]
  //   f1_score(y, p, **options)         # [0.5714285714285714, 0.4, 0.5714285714285714, nan, 0.0]
  //   balanced_accuracy_score(y, p)     # 0.41666666666666663
  const matrix = confusionMatrix([0, 0, 0, 0, 1, 1, 2, 2, 2, 4], [0, 0, 1, 2, 1, 0, 2, 2, 1, 2], 5);
  expect(precision(matrix)).toEqual([2 / 3, 1 / 3, 1 / 2, NaN, NaN]);
  expect(recall(matrix)).toEqual([1 / 2, 1 / 2, 2 / 3, NaN, 0]);
  expect(f1(matrix)).toEqual([4 / 7, 2 / 5, 4 / 7, NaN, 0]);
  expect(balancedAccuracy(matrix)).toBeCloseTo(5 / 12, 15);
});

test('without examples, accuracy and balanced accuracy are NaN', () => {
  const empty = confusionMatrix([], [], 2);
  expect([accuracy(empty), balancedAccuracy(empty)]).toEqual([NaN, NaN]);
});

test('labels and predictions out of range or of different number are refused', () => {
  expect(() => confusionMatrix([0, 1], [0], 2)).toThrow('predictions must hold 2 classes, got 1');
  expect(() => confusionMatrix([2], [0], 2)).toThrow('labels[0] must be a whole number between');
  expect(() => confusionMatrix([0], [-1], 2)).toThrow('predictions[0] must be a whole number');
});
