import { clientDrift } from '../../src/metrics/clientDrift';

test('updates at right angles: the mean is short, and every client far from it', () => {
  const { length, meanLength, distance, cosine } = clientDrift([
    Float32Array.of(2, 0),
    Float32Array.of(0, 2),
  ]);
  // The mean is (1, 1).
  expect(length).toBeCloseTo(2, 12);
  expect(meanLength).toBeCloseTo(Math.SQRT2, 12);
  expect(distance).toBeCloseTo(Math.SQRT2, 12);
  expect(cosine).toBeCloseTo(Math.SQRT1_2, 12);
});

test('NumPy agrees on updates of different lengths', () => {
  // u = np.array([[3, 0, 4], [1, 2, 2], [0, 0, -1.]]); m = u.mean(0); n = np.linalg.norm
  // n(u, axis=1).mean(), n(m), n(u - m, axis=1).mean(), (u @ m / n(u, axis=1) / n(m)).mean()
  const drift = clientDrift(
    [
      [3, 0, 4],
      [1, 2, 2],
      [0, 0, -1],
    ].map((u) => Float32Array.from(u)),
  );
  expect(drift.length).toBeCloseTo(3, 12);
  expect(drift.meanLength).toBeCloseTo(2.23606797749979, 12);
  expect(drift.distance).toBeCloseTo(2.471061438150979, 12);
  expect(drift.cosine).toBeCloseTo(0.36770895629996553, 12);
});

test('clients that agree do not drift, and an update of zeros points nowhere', () => {
  const same = Float32Array.of(0.1, 0.2);
  const together = clientDrift([same, same, same]);
  expect(together.distance).toBeCloseTo(0, 7);
  expect(together.cosine).toBeCloseTo(1, 12);
  expect(clientDrift([new Float32Array(2)])).toEqual({
    length: 0,
    meanLength: 0,
    distance: 0,
    cosine: 0,
  });
});

test('no updates and updates of two lengths are refused', () => {
  expect(() => clientDrift([])).toThrow('updates must hold at least one');
  expect(() => clientDrift([new Float32Array(2), new Float32Array(3)])).toThrow(
    'updates[1] must hold 2 numbers, got 3',
  );
});
