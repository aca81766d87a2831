import { flatten, parameterSpec, unflatten } from '../../src/core/parameters';

const spec = parameterSpec([
  { name: 'kernel', shape: [2, 3] },
  { name: 'bias', shape: [3] },
  { name: 'scale', shape: [] },
]);

test('tensors are stored one after the other', () => {
  expect(spec.size).toBe(10);
  expect(spec.tensors.map(({ name, offset, size }) => [name, offset, size])).toEqual([
    ['kernel', 0, 6],
    ['bias', 6, 3],
    ['scale', 9, 1],
  ]);
});

test('unflatten returns views of what flatten made', () => {
  const flat = flatten(spec, [[1, 2, 3, 4, 5, 6], [7, 8, 9], [10]]);
  const [kernel, bias, scale] = unflatten(spec, flat);
  expect([...kernel, ...bias, ...scale]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  bias[0] = -1;
  expect(flat[6]).toBe(-1);
});

test('arrays of a wrong size are refused by name', () => {
  expect(() => flatten(spec, [[1], [2], [3]])).toThrow(
    'tensors[0] (kernel) must hold 6 numbers, got 1',
  );
  expect(() => flatten(spec, [])).toThrow('tensors must hold 3 arrays, got 0');
  expect(() => unflatten(spec, new Float32Array(9))).toThrow(
    'parameters must hold 10 numbers, got 9',
  );
});
