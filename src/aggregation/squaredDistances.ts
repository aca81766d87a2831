import type { KeptVectors } from './keptVectors';

/** Coordinates that are processed together, so that those of 50 vectors fit a processor's cache. */
const blockLength = 1024;

/**
 * ‖vᵢ − vⱼ‖² of all pairs, row-major, in double precision. A distance that is not a number, between vectors
 * with infinite numbers, is infinite, so such a vector is the farthest.
 */
export function squaredDistances(kept: KeptVectors): Float64Array {
  const n = kept.count;
  const distances = new Float64Array(n * n);
  const block = Array.from({ length: n }, () => new Float64Array(blockLength));
  for (const { rows } of kept.chunks()) {
    for (let start = 0; start < rows[0].length; start += blockLength) {
      const end = Math.min(rows[0].length, start + blockLength);
      // Converted once, not once for each pair.
      for (let k = 0; k < n; k++) block[k].set(rows[k].subarray(start, end));
      addDistances(distances, block, end - start);
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

/** Adds a block's part to each distance below the diagonal, for four vectors against one at a time. */
function addDistances(
  distances: Float64Array,
  block: readonly Float64Array[],
  length: number,
): void {
  const n = block.length;
  const sums = new Float64Array(4);
  for (let j = 0; j < n - 1; j++) {
    for (let i = j + 1; i < n; i += 4) {
      const count = Math.min(4, n - i);
      const four = [0, 1, 2, 3].map((k) => block[Math.min(i + k, n - 1)]);
      fourDistances(sums, four[0], four[1], four[2], four[3], block[j], length);
      for (let k = 0; k < count; k++) distances[(i + k) * n + j] += sums[k];
    }
  }
}

function fourDistances(
  sums: Float64Array,
  a0: Float64Array,
  a1: Float64Array,
  a2: Float64Array,
  a3: Float64Array,
  b: Float64Array,
  length: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const x = b[i];
    const d0 = a0[i] - x;
    const d1 = a1[i] - x;
    const d2 = a2[i] - x;
    const d3 = a3[i] - x;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
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
