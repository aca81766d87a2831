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
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] - vector[i];
  return sum === 0;
}

/** The position of the largest of `length` numbers, counted from `start`; of equals the first. */
export function argMax(vector: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (vector[start + i] > vector[start + best]) best = i;
  return best;
}
