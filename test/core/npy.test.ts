import fc from 'fast-check';
import { decodeNpy, encodeNpy } from '../../src/core/npy';

test('the bytes that NumPy writes', () => {
  // python: b = io.BytesIO(); np.save(b, np.array([[1.5, -2]], '<f4')); print(b.getvalue())
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117);
  const expected = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'),
    Buffer.from(`${header}\n`),
    Buffer.from([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]),
  ]);
  const file = encodeNpy({ shape: [1, 2], data: Float32Array.of(1.5, -2) });
  expect(Buffer.from(file)).toEqual(expected);
  expect(decodeNpy(file, 'x.npy')).toEqual({ shape: [1, 2], data: Float32Array.of(1.5, -2) });
});

test('every type, any bits and shape survive a round trip, with numbers 64-byte aligned', () => {
  const types = [
    Float32Array,
    Float64Array,
    Int8Array,
    Int16Array,
    Int32Array,
    Uint8Array,
    Uint16Array,
    Uint32Array,
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.array(fc.nat(4), { maxLength: 12 }),
      fc.infiniteStream(fc.nat(255)),
      (Type, shape, random) => {
        const size = shape.reduce((product, dimension) => product * dimension, 1);
        fc.pre(size < 1000);
        const bytes = Uint8Array.from([...random.take(size * Type.BYTES_PER_ELEMENT)]);
        const file = encodeNpy({ shape, data: new Type(bytes.buffer) });
        expect((file.length - bytes.length) % 64).toBe(0);
        // A view that does not start at the buffer's beginning.
        const shifted = Buffer.concat([Buffer.of(7), file]).subarray(1);
        const { shape: read, data } = decodeNpy(shifted, 'x.npy');
        expect(read).toEqual(shape);
        expect(data).toBeInstanceOf(Type);
        expect(new Uint8Array(data.buffer)).toEqual(bytes);
      },
    ),
  );
});

test('a single number, and a vector, have NumPy’s shapes', () => {
  const text = (shape: number[]) =>
    Buffer.from(encodeNpy({ shape, data: Uint8Array.of(1) })).toString('latin1');
  expect(text([])).toContain("{'descr': '|u1', 'fortran_order': False, 'shape': (), }");
  expect(text([1])).toContain("'shape': (1,), }");
});

describe('refused', () => {
  const file = encodeNpy({ shape: [2], data: Float32Array.of(1, 2) });
  const changed = (from: string, to: string) =>
    Buffer.from(Buffer.from(file).toString('latin1').replace(from, to), 'latin1');
  const read = (bytes: Uint8Array) => () => decodeNpy(bytes, 'w.npy');

  test('a shape that does not fit', () => {
    const array = { shape: [2, 2], data: Float32Array.of(1) };
    expect(() => encodeNpy(array)).toThrow('data must hold 4 numbers, got 1');
  });

  test('what is not an npy file, or a part of one', () => {
    expect(read(Buffer.from('PK'))).toThrow('w.npy (byte 0): is not an npy file');
    expect(read(file.subarray(0, 7))).toThrow('w.npy (byte 7): ends in the npy header');
    expect(read(file.subarray(0, 50))).toThrow('w.npy (byte 10): expected an npy header');
    expect(read(file.subarray(0, 132))).toThrow('expected 8 bytes of numbers, found 4');
  });

  test('other types and orders', () => {
    expect(read(changed('<f4', '>f4'))).toThrow('expected little-endian numbers');
    expect(read(changed('<f4', '<c8'))).toThrow('found <c8');
    const square = Buffer.from(encodeNpy({ shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) }));
    const turned = square
      .toString('latin1')
      .replace("False, 'shape': (2, 2), }", "True, 'shape': (2, 2), } ");
    expect(read(Buffer.from(turned, 'latin1'))).toThrow('expected row-major order');
  });
});
