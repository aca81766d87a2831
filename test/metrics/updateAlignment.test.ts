import { updateAlignment } from '../../src/metrics/updateAlignment';

const updates = [
  [3, 4],
  [0, 2],
  [0, -3],
].map((update) => Float32Array.from(update));

test('lengths, and cosines to the mean (1, 1)', () => {
  const seen = updateAlignment(updates);
  const cosines = [7 / 5 / Math.SQRT2, Math.SQRT1_2, -Math.SQRT1_2];
  seen.forEach(({ norm, cosine }, k) => {
    expect(norm).toBeCloseTo([5, 2, 3][k], 12);
    expect(cosine).toBeCloseTo(cosines[k], 12);
  });
});

test('cosines to the coordinate-wise median (0, 2)', () => {
  const cosines = updateAlignment(updates, { center: 'median' }).map(({ cosine }) => cosine);
  [4 / 5, 1, -1].forEach((cosine, k) => {
    expect(cosines[k]).toBeCloseTo(cosine, 12);
  });
});

test('of an even number of updates the median is the mean of the two in the middle', () => {
  const four = [...updates, Float32Array.of(2, 0)];
  // The medians of 0, 0, 2, 3 and of -3, 0, 2, 4 are both 1.
  const [first] = updateAlignment(four, { center: 'median' });
  expect(first.cosine).toBeCloseTo(7 / 5 / Math.SQRT2, 12);
});

test('an update of zeros has no direction; none and different lengths are refused', () => {
  expect(updateAlignment([Float32Array.of(0, 0), Float32Array.of(0, 2)])[0]).toEqual({
    norm: 0,
    cosine: 0,
  });
  expect(() => updateAlignment([])).toThrow('updates must hold at least one');
  expect(() => updateAlignment([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow(
    'updates[1] must hold 1 numbers, got 2',
  );
});
