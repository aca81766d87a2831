import { rowLabels, rowWeights, stepRows } from '../../../src/training/worker/stepRows';

const steps = [Uint32Array.of(4, 2, 0), Uint32Array.of(3)];

test('steps become rows of positions; a short step leaves rows unused', () => {
  expect(stepRows(steps, 3)).toEqual({
    index: Int32Array.of(4, 2, 0, 3, 0, 0),
    used: Uint32Array.of(3, 1),
  });
});

test('the rows that a step uses share its weight; the others have weight 0', () => {
  const third = Math.fround(1 / 3);
  expect(rowWeights(stepRows(steps, 3), 1)).toEqual(Float32Array.of(third, third, third, 1, 0, 0));
  expect(rowWeights(stepRows(steps, 4), 3)).toEqual(Float32Array.of(1, 1, 1, 0, 3, 0, 0, 0));
});

test('every row has its example’s label', () => {
  const labels = Uint8Array.of(10, 11, 12, 13, 14);
  expect(rowLabels(stepRows(steps, 3), labels)).toEqual(Int32Array.of(14, 12, 10, 13, 10, 10));
});
