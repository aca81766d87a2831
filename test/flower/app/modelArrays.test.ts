import { parameterSpec } from '../../../src/core/parameters';
import { answeredArrays, receivedParameters } from '../../../src/flower/app/modelArrays';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import type { NdArray } from '../../../src/flower/wire/objects/ndArray';

const spec = parameterSpec([
  { name: 'kernel', shape: [2, 2] },
  { name: 'bias', shape: [2] },
]);
const kernel: NdArray = float32Array([2, 2], Float32Array.of(1, 2, 3, 4));
const bias: NdArray = { dtype: 'float64', shape: [2], data: Float64Array.of(0.5, 0.1) };

test('a model is answered in the server’s order and types', () => {
  const sent = new Map<string, NdArray>([
    ['bias', bias],
    ['kernel', kernel],
  ]);
  const back = answeredArrays(spec, receivedParameters(spec, sent), sent);
  expect([...back.keys()]).toEqual(['bias', 'kernel']);
  expect(back.get('kernel')).toEqual(kernel);
  expect(back.get('bias')).toEqual({
    ...bias,
    data: Float64Array.of(0.5, Math.fround(0.1)),
  });
});

test('a message without arrays is told from one with others', () => {
  const rule = 'the message holds no arrays, or more than one record of them';
  expect(() => receivedParameters(spec, new Map())).toThrow(rule);
  expect(() => receivedParameters(spec, new Map([['kernel', kernel]]))).toThrow('missing "bias"');
});
