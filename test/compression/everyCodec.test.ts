import fc from 'fast-check';
import { CodecError } from '../../src/compression';
import { parameterSpec } from '../../src/core/parameters';
import { Rng } from '../../src/core/rng';
import { codecMoment, codecs, normalUpdate, updates } from '../support/codecs';
import { mutate } from '../support/damagedBytes';

const small = parameterSpec([
  { name: 'kernel', shape: [3, 2, 4] },
  { name: 'bias', shape: [4] },
]);

describe.each(Object.entries(codecs))('%s', (_, codec) => {
  test('any update comes back finite, of its size, and as the server sees it', () => {
    fc.assert(
      fc.property(updates, ({ spec, update, seed }) => {
        const before = update.slice();
        const bytes = codec.encode(update, codecMoment(spec, seed));
        expect(update).toEqual(before);
        const decoded = codec.decode(bytes, spec);
        expect(decoded).toHaveLength(spec.size);
        expect(decoded.every(Number.isFinite)).toBe(true);
        const sent = codec.client(update, codecMoment(spec, seed));
        expect(sent.bytes).toBe(bytes.length);
        expect(sent.payload).toEqual({ codec: codec.wire, bytes });
        expect(update).toEqual(decoded);
        expect(Number.isFinite(sent.measures!.error)).toBe(true);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('zeros come back as zeros', () => {
    const bytes = codec.encode(new Float32Array(small.size), codecMoment(small, 1));
    expect(codec.decode(bytes, small).every((value) => value === 0)).toBe(true);
  });

  test('bytes that are cut off or go on are refused', () => {
    const bytes = codec.encode(normalUpdate(small.size, 1), codecMoment(small, 1));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => codec.decode(bytes.subarray(0, length), small)).toThrow(CodecError);
    }
    for (const more of [[0], [1], [255, 255], Array<number>(1000).fill(7)]) {
      expect(() => codec.decode(Uint8Array.of(...bytes, ...more), small)).toThrow(CodecError);
    }
  });

  test('damaged bytes are refused or decode to finite numbers', () => {
    const rng = Rng.fromSeed(2);
    const bytes = codec.encode(normalUpdate(small.size, 1), codecMoment(small, 1));
    for (let i = 0; i < 100; i++) {
      let decoded: Float32Array;
      try {
        decoded = codec.decode(mutate(bytes, rng), small);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        continue;
      }
      expect(decoded).toHaveLength(small.size);
      expect(decoded.every(Number.isFinite)).toBe(true);
    }
  });

  test('bytes of another model are refused or have its size', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), updates, (bytes, { spec }) => {
        try {
          expect(codec.decode(bytes, spec)).toHaveLength(spec.size);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('numbers that are not finite are refused, as is another size', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const update = normalUpdate(small.size, 1).fill(value, 5, 6);
      expect(() => codec.encode(update, codecMoment(small, 1))).toThrow(
        `update[5] must be finite to be encoded, got ${value}`,
      );
    }
    expect(() => codec.encode(new Float32Array(3), codecMoment(small, 1))).toThrow(
      `update must hold ${small.size} numbers, got 3`,
    );
  });

  test('the same seed gives the same bytes', () => {
    const update = normalUpdate(small.size, 3);
    const [one, other] = [0, 0].map(() => codec.encode(update, codecMoment(small, 5)));
    expect(one).toEqual(other);
  });
});

const unbiased = Object.entries(codecs).filter(
  ([, { unbiased: exact, wire }]) => exact && !wire.endsWith('+deflate'),
);

test.each(unbiased)('%s is unbiased', (_, codec) => {
  const spec = parameterSpec([
    { name: 'w', shape: [2, 3] },
    { name: 'b', shape: [5] },
  ]);
  const vector = Float32Array.of(0.5, -2, 0.01, 0, 3, -0.7, 1, 1, -1e-3, 0.2, -4);
  const draws = 10_000;
  const sums = new Float64Array(vector.length);
  const squares = new Float64Array(vector.length);
  for (let draw = 0; draw < draws; draw++) {
    const decoded = codec.decode(codec.encode(vector, codecMoment(spec, draw)), spec);
    decoded.forEach((value, i) => {
      sums[i] += value - vector[i];
      squares[i] += (value - vector[i]) ** 2;
    });
  }
  sums.forEach((sum, i) => {
    const mean = sum / draws;
    const standardError = Math.sqrt(Math.max(0, squares[i] / draws - mean ** 2) / draws);
    // Numbers that are exact up to rounding have no error to speak of.
    expect(Math.abs(mean)).toBeLessThanOrEqual(4 * standardError + 2 ** -24 * Math.abs(vector[i]));
  });
});
