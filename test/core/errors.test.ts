import { ArgumentError, DataError, FederatedError } from '../../src/core/errors';
import { nonNegative, positive, wholeNumber, within } from '../../src/core/check';

test.each<[unknown, string]>([
  [-0.1, 'got -0.1'],
  [NaN, 'got NaN'],
  ['x', 'got "x"'],
  [[1, 2], 'got an array of 2'],
  [undefined, 'got undefined'],
  [new Map(), 'got a Map'],
  [Object.create(null), 'got an object'],
])('the message for %p ends in %s', (value, ending) => {
  const error = new ArgumentError('rate', 'be > 0', value);
  expect(error.message).toBe(`rate must be > 0, ${ending}`);
  expect(error).toBeInstanceOf(FederatedError);
  expect(error).toMatchObject({ name: 'ArgumentError', argument: 'rate', rule: 'be > 0' });
});

test('a data error names the file and the byte', () => {
  expect(new DataError('a.gz', 'is empty').message).toBe('a.gz: is empty');
  expect(new DataError('a.gz', 'ends early', 16).message).toBe('a.gz (byte 16): ends early');
});

test('checks pass good values through and refuse others', () => {
  expect(positive('x', 0.5)).toBe(0.5);
  expect(nonNegative('x', 0)).toBe(0);
  expect(wholeNumber('x', 3, 1, 5)).toBe(3);
  expect(within('x', 0.5, 0, 1)).toBe(0.5);
  expect(() => positive('x', Infinity)).toThrow('x must be > 0, got Infinity');
  expect(() => nonNegative('x', -1)).toThrow('x must be >= 0, got -1');
  expect(() => wholeNumber('x', 6, 1, 5)).toThrow(
    'x must be a whole number between 1 and 5, got 6',
  );
  expect(() => wholeNumber('x', 1.5, 1)).toThrow('x must be a whole number of at least 1, got 1.5');
  expect(() => within('x', NaN, 0, 1)).toThrow('x must be between 0 and 1, got NaN');
});
