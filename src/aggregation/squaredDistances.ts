import type { KeptVectors } from './keptVectors';

/**
 * ‖vᵢ − vⱼ‖² of all pairs, row-major, in double precision. A distance that is not a number, between vectors
 * with infinite numbers, is infinite, so such a vector is the farthest.
 */
export function squaredDistances(kept: KeptVectors): Float64Array {
  const n = kept.count;
  const distances = new Float64Array(n * n);
  for (const { rows } of kept.chunks()) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) distances[i * n + j] += squaredDistance(rows[i], rows[j]);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sum = distances[i * n + j];
      const distance = Number.isNaN(sum) ? Infinity : sum;
      distances[i * n + j] = distances[j * n + i] = distance;
    }
  }
  return distances;
}

/** ‖a − b‖², with four sums, which do not wait for each other. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const last = a.length - 4;
  let i = 0;
  for (; i <= last; i += 4) {
    const d0 = a[i] - b[i];
    const d1 = a[i + 1] - b[i + 1];
    const d2 = a[i + 2] - b[i + 2];
    const d3 = a[i + 3] - b[i + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; i < a.length; i++) s0 += (a[i] - b[i]) ** 2;
  return s0 + s1 + s2 + s3;
}
