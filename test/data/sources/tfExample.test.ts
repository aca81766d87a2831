import { parseExample } from '../../../src/data/sources/tfExample';
import { feature, field, packedFloats, packedInt } from './femnistFixtures';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('a serialized example, byte by byte', () => {
  // features { feature { key: "label" value { int64_list { value: [30] } } } }, packed
  const label = hex('0a 10 0a 0e 0a 05 6c6162656c 12 05 1a 03 0a 01 1e');
  expect([...parseExample(label)]).toEqual([['label', { kind: 'int64', values: [30] }]]);
  // features { feature { key: "p" value { float_list { value: [1, 0.5] } } } }, packed
  const floats = hex('0a 13 0a 11 0a 01 70 12 0c 12 0a 0a 08 0000803f 0000003f');
  expect([...parseExample(floats)]).toEqual([['p', { kind: 'float', values: [1, 0.5] }]]);
});

test('numbers may be packed, one per field, or both; values may precede their key', () => {
  const unpacked = hex('0a 13 0a 11 12 0c 12 0a 0d 0000803f 0d 0000003f 0a 01 70');
  expect(parseExample(unpacked).get('p')).toEqual({ kind: 'float', values: [1, 0.5] });
  // int64_list { value: 300, value: -1 } unpacked (08), then [7] packed (0a)
  const mixed = hex('08 ac02 08 ffffffffffffffffff01 0a 01 07');
  const bytes = field(0x0a, feature('n', field(0x1a, mixed)));
  expect(parseExample(bytes).get('n')).toEqual({ kind: 'int64', values: [300, -1, 7] });
});

test('bytes lists, unknown fields, several messages and repeated keys', () => {
  const unknown = hex('98 06 05'); // field 99, varint 5
  const list = field(0x0a, Buffer.concat([field(0x0a, 'ab'), field(0x0a, 'c')]));
  const bytes = Buffer.concat([
    unknown,
    field(0x0a, Buffer.concat([unknown, feature('b', list), feature('n', packedInt(1))])),
    field(0x0a, Buffer.concat([feature('n', packedInt(2)), feature('x', unknown)])),
  ]);
  const features = parseExample(bytes);
  expect([...features.keys()]).toEqual(['b', 'n']);
  expect(features.get('n')).toEqual({ kind: 'int64', values: [2] });
  const values = features.get('b')?.values.map((value) => Buffer.from(value as Uint8Array));
  expect(values?.map((value) => value.toString())).toEqual(['ab', 'c']);
  expect(parseExample(new Uint8Array(0)).size).toBe(0);
});

test('every truncation of a message is refused', () => {
  const whole = field(0x0a, feature('pixels', packedFloats([0, 0.25, 1])));
  expect(parseExample(whole).get('pixels')).toEqual({ kind: 'float', values: [0, 0.25, 1] });
  for (let length = 1; length < whole.length; length++) {
    expect(() => parseExample(whole.subarray(0, length))).toThrow();
  }
});
