import { stepRows } from '../../src/training/stepRows';

test('steps become rows of positions and weights; what is not in use weighs nothing', () => {
  const steps = [Uint32Array.of(4, 2, 0), Uint32Array.of(3)];
  const third = Math.fround(1 / 3);
  expect(stepRows(steps, 3)).toEqual({
    steps: 2,
    index: Int32Array.of(4, 2, 0, 3, 0, 0),
    weight: Float32Array.of(third, third, third, 1, 0, 0),
  });
  expect(stepRows(steps, 4, () => 1).weight).toEqual(Float32Array.of(1, 1, 1, 0, 1, 0, 0, 0));
});
