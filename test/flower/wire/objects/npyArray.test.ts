import fc from 'fast-check';
import { dtypes, float32Array } from '../../../../src/flower/wire/objects/ndArray';
import type { Dtype, NdArray } from '../../../../src/flower/wire/objects/ndArray';
import { npyPieces, npyFromPieces } from '../../../../src/flower/wire/objects/npyArray';

const names = Object.keys(dtypes) as Dtype[];

/** An array with random bits, but no NaN whose bits JavaScript may change. */
const anyArray = fc
  .record({
    dtype: fc.constantFrom(...names),
    shape: fc.array(fc.nat(4), { maxLength: 5 }),
    bits: fc.infiniteStream(fc.nat(255)),
  })
  .map(({ dtype, shape, bits }) => {
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    const numbers = Array.from(bits.take(count));
    const isBig = dtype === 'int64' || dtype === 'uint64';
    const data = isBig
      ? dtypes[dtype].Data.from(numbers.map((byte) => BigInt(byte) << 50n))
      : dtypes[dtype].Data.from(numbers.map((byte) => (dtype === 'bool' ? byte % 2 : byte / 4)));
    return { dtype, shape, data } as NdArray;
  });

/** The same bytes in pieces that are cut anywhere. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  sorted.sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

test('any array of any type is restored from pieces cut anywhere', () => {
  fc.assert(
    fc.property(anyArray, fc.array(fc.nat(2000), { maxLength: 6 }), (array, places) => {
      const file = Buffer.concat(npyPieces(array));
      expect(npyFromPieces(cut(file, places), 'w')).toEqual(array);
    }),
  );
});

test('column-major numbers are converted to row-major order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), (shape) => {
      const count = shape.reduce((product, dimension) => product * dimension, 1);
      const wanted = Int32Array.from({ length: count }, (_, i) => i);
      // The column-major file of `wanted`: every element at the place that its indices have there.
      const stored = new Int32Array(count);
      wanted.forEach((value, i) => {
        let rest = i;
        const indices = shape.map((_, axis) => {
          const stride = shape.slice(axis + 1).reduce((product, d) => product * d, 1);
          const index = Math.floor(rest / stride);
          rest %= stride;
          return index;
        });
        let place = 0;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          place = place * shape[axis] + indices[axis];
        }
        stored[place] = value;
      });
      const [header, numbers] = npyPieces({ dtype: 'int32', shape, data: stored });
      const turned = Buffer.from(
        Buffer.from(header).toString('latin1').replace('False', 'True').replace('}', '} '),
        'latin1',
      );
      expect(npyFromPieces([turned, numbers], 'w')).toEqual({
        dtype: 'int32',
        shape,
        data: wanted,
      });
    }),
  );
});

test('the numbers of an array are sent without a copy', () => {
  const data = new Float32Array(100);
  expect(npyPieces(float32Array([10, 10], data))[1].buffer).toBe(data.buffer);
});

describe('refused:', () => {
  const file = Buffer.concat(npyPieces(float32Array([2], Float32Array.of(1, 2))));
  const changed = (from: string, to: string) =>
    Buffer.from(file.toString('latin1').replace(from, to), 'latin1');
  const read = (bytes: Uint8Array) => () => npyFromPieces([bytes], 'array "w"');

  test('other files, other types, other sizes', () => {
    expect(read(Buffer.from('PK'))).toThrow('array "w": is not an npy file');
    expect(read(new Uint8Array())).toThrow('is not an npy file');
    expect(read(changed('<f4', '<c8'))).toThrow('holds numbers of the type <c8');
    expect(read(changed('<f4', '|O8'))).toThrow('expected an npy header');
    expect(read(file.subarray(0, -1))).toThrow('expected 8 bytes of numbers, found 7');
    expect(read(changed('(2,), }      ', '(9999999999,)'))).toThrow('expected an npy header');
    expect(read(changed('(2,), }           ', '(99999999999,), } '))).toThrow(
      'expected 399999999996 bytes of numbers, found 8',
    );
  });

  test('more dimensions than NumPy has', () => {
    const ones = (count: number) => Array.from({ length: count }, () => 1);
    const many = npyPieces(float32Array(ones(65), Float32Array.of(1)));
    expect(() => npyFromPieces(many, 'w')).toThrow('w has 65 dimensions, the limit is 64');
    const most = npyPieces(float32Array(ones(64), Float32Array.of(1)));
    expect(npyFromPieces(most, 'w').shape).toHaveLength(64);
  });

  test('numbers that do not fit the type or the dimensions', () => {
    const wrong = (array: unknown) => () => npyPieces(array as NdArray);
    expect(wrong({ dtype: 'complex64', shape: [], data: [] })).toThrow(
      'array must have one of the types',
    );
    expect(wrong({ dtype: 'int8', shape: [1], data: Uint8Array.of(1) })).toThrow('be a Int8Array');
    expect(wrong({ dtype: 'int8', shape: [-1], data: Int8Array.of(1) })).toThrow('dimensions');
    expect(() => float32Array([3], new Float32Array(2))).toThrow('data must hold 3 numbers, got 2');
  });
});
