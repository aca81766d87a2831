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

test('weighted by examples, as the server weights them', () => {
  // u, n as above; p = np.array([4, 1, 3]) / 8; m = p @ u
  // p @ n(u, axis=1), n(m), p @ n(u - m, axis=1), p @ (u @ m / n(u, axis=1) / n(m))
  const updates = [
    [3, 0, 4],
    [1, 2, 2],
    [0, 0, -1],
  ].map((u) => Float32Array.from(u));
  const drift = clientDrift(updates, [4, 1, 3]);
  expect(drift.length).toBeCloseTo(3.25, 12);
  expect(drift.meanLength).toBeCloseTo(2.4937421679075005, 12);
  expect(drift.distance).toBeCloseTo(2.7464605003157057, 12);
  expect(drift.cosine).toBeCloseTo(0.31244876743631667, 12);
  expect(clientDrift(updates, [7, 7, 7])).toEqual(clientDrift(updates));
  const one = clientDrift(updates.slice(0, 2), [3, 0]);
  expect([one.length, one.meanLength, one.distance, one.cosine]).toEqual([5, 5, 0, 1]);
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
  const two = [new Float32Array(2), new Float32Array(2)];
  expect(() => clientDrift(two, [1])).toThrow('examples must hold a number for each of 2 updates');
  expect(() => clientDrift(two, [1, -1])).toThrow('examples[1] must be >= 0, got -1');
  expect(() => clientDrift(two, [0, 0])).toThrow('the sum of examples must be > 0, got 0');
});
