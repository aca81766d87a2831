import { parameterSpec } from '../../../src/core/parameters';
import { arraysOfParameters, parametersOfArrays } from '../../../src/flower/app/modelArrays';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import type { NdArray } from '../../../src/flower/wire/objects/ndArray';

const spec = parameterSpec([
  { name: 'kernel', shape: [2, 2] },
  { name: 'bias', shape: [2] },
]);
const kernel: NdArray = float32Array([2, 2], Float32Array.of(1, 2, 3, 4));
const bias: NdArray = { dtype: 'float64', shape: [2], data: Float64Array.of(0.5, 0.1) };

test('arrays go into the vector by name and are returned in the server’s order and types', () => {
  const sent = new Map<string, NdArray>([
    ['bias', bias],
    ['kernel', kernel],
  ]);
  const parameters = parametersOfArrays(spec, sent);
  expect([...parameters]).toEqual([1, 2, 3, 4, 0.5, Math.fround(0.1)]);
  const back = arraysOfParameters(spec, parameters, sent);
  expect([...back.keys()]).toEqual(['bias', 'kernel']);
  expect(back.get('kernel')).toEqual(kernel);
  expect(back.get('bias')).toEqual({
    ...bias,
    data: Float64Array.of(0.5, Math.fround(0.1)),
  });
  expect([...arraysOfParameters(spec, parameters).keys()]).toEqual(['kernel', 'bias']);
});

test.each<[string, Record<string, NdArray>, string]>([
  ['none', {}, 'the message holds no arrays, or more than one record of them'],
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
    'array bias: expected one of float16, float32, float64, found int32',
  ],
])('arrays that do not fit the model: %s', (_, arrays, message) => {
  expect(() => parametersOfArrays(spec, new Map(Object.entries(arrays)))).toThrow(message);
});
