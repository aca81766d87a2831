import { classChanges } from '../../src/metrics/classChanges';

test('weights and biases of each class of a classifier of three inputs and two classes', () => {
  const update = Float32Array.of(1, -1, 2, -2, 3, -3, 0.5, -0.5);
  expect(classChanges(update, 2)).toEqual([
    { label: 0, weights: Float32Array.of(1, 2, 3), bias: 0.5 },
    { label: 1, weights: Float32Array.of(-1, -2, -3), bias: -0.5 },
  ]);
});

test.each([0, 2, 7])('%d numbers are not a classifier of two classes', (length) => {
  expect(() => classChanges(new Float32Array(length), 2)).toThrow(
    `update must hold the weights and biases of 2 classes, got ${length}`,
  );
});
