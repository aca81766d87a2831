import { parameterSpec } from '../../src/core/parameters';
import { fromArrays, toArrays } from '../../src/core/namedArrays';
import { float32Array } from '../../src/flower/wire/objects/ndArray';
import type { NdArray } from '../../src/flower/wire/objects/ndArray';

const spec = parameterSpec([
  { name: 'kernel', shape: [2, 2] },
  { name: 'bias', shape: [2] },
]);
const kernel: NdArray = float32Array([2, 2], Float32Array.of(1, 2, 3, 4));
const bias: NdArray = { dtype: 'float64', shape: [2], data: Float64Array.of(0.5, 0.1) };

test('arrays go into the vector by name, whatever their order, and come back', () => {
  const sent = new Map<string, NdArray>([
    ['bias', bias],
    ['kernel', kernel],
  ]);
  const parameters = fromArrays(spec, sent);
  expect([...parameters]).toEqual([1, 2, 3, 4, 0.5, Math.fround(0.1)]);
  const back = toArrays(spec, parameters);
  expect([...back.keys()]).toEqual(['kernel', 'bias']);
  expect(back.get('kernel')).toEqual(kernel);
  expect(back.get('bias')!.data.buffer).toBe(parameters.buffer);
  expect(fromArrays(spec, back)).toEqual(parameters);
});

test.each<[string, Record<string, NdArray>, string]>([
  ['none', {}, 'missing "kernel", "bias"'],
  ['one too few', { kernel }, 'not this model\'s: missing "bias"'],
  ['others', { kernel, b: bias }, 'not this model\'s: missing "bias", unknown "b"'],
  [
    'another shape',
    { kernel, bias: float32Array([2, 1], Float32Array.of(1, 2)) },
    'array bias: expected the shape [2], found [2, 1]',
  ],
  [
    'another type',
    { kernel, bias: { dtype: 'int32', shape: [2], data: Int32Array.of(1, 2) } },
    'array bias: expected floating-point numbers, found int32',
  ],
])('arrays that do not fit the model: %s', (_, arrays, message) => {
  expect(() => fromArrays(spec, new Map(Object.entries(arrays)))).toThrow(message);
});
