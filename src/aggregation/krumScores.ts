/**
 * Krum's scores: of each vector the sum of its squared distances to its closest neighbors among the others.
 *
 * @param distances of all n vectors, row-major
 * @param positions of the vectors that are left
 * @param attackers f: with r vectors left, r − f − 2 neighbors count, but at least 1
 */
export function krumScores(
  distances: Float64Array,
  positions: readonly number[],
  attackers: number,
): number[] {
  const n = Math.sqrt(distances.length);
  const neighbors = Math.max(1, positions.length - attackers - 2);
  return positions.map((i) => {
    const others = Float64Array.from(
      positions.filter((j) => j !== i),
      (j) => distances[i * n + j],
    ).sort();
    return others.subarray(0, neighbors).reduce((sum, distance) => sum + distance, 0);
  });
}

/** The positions of the lowest scores, lowest first; of equal scores the lowest position. */
export function lowest(scores: readonly number[], count: number): number[] {
  const order = scores.map((_, k) => k);
  // Infinity - Infinity is not a number, so scores are compared, not subtracted.
  return order.sort((a, b) => compared(scores[a], scores[b]) || a - b).slice(0, count);
}

const compared = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
