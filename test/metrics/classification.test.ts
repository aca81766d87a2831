import { accuracy, confusionMatrix, recall } from '../../src/metrics/classification';

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

test('without examples, accuracy is NaN', () => {
  expect(accuracy(confusionMatrix([], [], 2))).toBeNaN();
});

test('labels and predictions out of range or of different number are refused', () => {
  expect(() => confusionMatrix([0, 1], [0], 2)).toThrow('predictions must hold 2 classes, got 1');
  expect(() => confusionMatrix([2], [0], 2)).toThrow('labels[0] must be a whole number between');
  expect(() => confusionMatrix([0], [-1], 2)).toThrow('predictions[0] must be a whole number');
});
