import fc from 'fast-check';
import { clip } from '../../src/privacy/clip';
import { clientMoment } from '../support/clientMoment';

function clipped(values: readonly number[], norm: number) {
  const update = Float32Array.from(values);
  const sent = clip(norm).client!(update, clientMoment(update.length));
  return { update, sent };
}

test('an update beyond the norm is scaled down to it, another stays bit for bit', () => {
  const { update, sent } = clipped([3, -4], 2.5);
  expect(Array.from(update)).toEqual([1.5, -2]);
  expect(sent).toEqual({ bytes: 8, measures: { norm: 5, share: 1 } });
  const small = clipped([0.1, 0.2], 2.5);
  expect(small.update).toEqual(Float32Array.of(0.1, 0.2));
  expect(small.sent.measures!.share).toBe(0);
  expect(clipped([0, 0], 1).update).toEqual(Float32Array.of(0, 0));
});

test('no update is longer than the norm afterwards, and none changes direction', () => {
  const vectors = fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(vectors, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (values, norm) => {
      const { update, sent } = clipped(values, norm);
      expect(Math.hypot(...update)).toBeLessThanOrEqual(norm * (1 + 1e-6));
      const scale = Math.min(1, norm / sent.measures!.norm);
      update.forEach((value, i) => {
        expect(Math.abs(value - scale * values[i])).toBeLessThanOrEqual(
          1e-6 * Math.abs(value) + 1e-37,
        );
      });
    }),
  );
});

test.each([0, -1, NaN, Infinity])('a norm of %p is refused', (norm) => {
  expect(() => clip(norm)).toThrow(`norm must be > 0, got ${norm}`);
});
