import {
  below,
  between,
  choice,
  isPath,
  nonNegativeNumber,
  path,
  positiveNumber,
  text,
  upTo,
  whole,
  yes,
} from '../../src/options/fields';

test.each([
  [whole(1), [1, 7], [0, 1.5, NaN, '1'], 'be a whole number of at least 1'],
  [whole(1, 3), [1, 3], [0, 4], 'be a whole number between 1 and 3'],
  [positiveNumber(), [1e-9, 1e9], [0, -1, Infinity, 'x'], 'be > 0'],
  [nonNegativeNumber(), [0, 1], [-1e-9], 'be >= 0'],
  [below(0.5), [0, 0.49], [0.5, -0.1], 'be at least 0 and below 0.5'],
  [between(0, 10), [0, 10], [-0.1, 10.1], 'be between 0 and 10'],
  [upTo(180), [1, 180], [0, 181], 'be > 0 and at most 180'],
  [choice(['a', 'b']), ['a', 'b'], ['c', 1], 'be one of a, b'],
  [text('HOST:PORT'), ['x'], ['', 1], 'be HOST:PORT'],
  [path(), ['x'], ['', 1], 'be a path'],
  [yes(), [true, false], ['true'], 'be true or false'],
])('%#: a range and its rule', (schema, right, wrong, rule) => {
  for (const value of right) expect(schema.safeParse(value).data).toBe(value);
  for (const value of wrong) {
    expect(schema.safeParse(value).error?.issues.map(({ message }) => message)).toEqual([rule]);
  }
});

test('paths are recognized', () => {
  expect([path(), text('a path'), whole(1)].map(isPath)).toEqual([true, false, false]);
});
