/** One vector after the other, copied. */
export function joinVectors(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether every number is finite. */
export function isFiniteVector(vector: Float32Array): boolean {
  // Four sums, for each addition waits for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < vector.length; i += 4) {
    a += 0 * vector[i];
    b += 0 * vector[i + 1];
    c += 0 * vector[i + 2];
    d += 0 * vector[i + 3];
  }
  for (; i < vector.length; i++) a += 0 * vector[i];
  return a + b + c + d === 0;
}

/** The position of the largest of `length` numbers, counted from `start`; of equals the first. */
export function argMax(vector: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (vector[start + i] > vector[start + best]) best = i;
  return best;
}
