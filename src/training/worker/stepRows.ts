import type { StepRows } from './messages';

/**
 * Steps as a matrix `[steps, batchSize]` of the examples they take, and how many rows each step
 * uses; unused rows repeat the example at 0.
 */
export function stepRows(steps: readonly Uint32Array[], batchSize: number): StepRows {
  const index = new Int32Array(steps.length * batchSize);
  steps.forEach((positions, step) => {
    index.set(positions, step * batchSize);
  });
  return { index, used: Uint32Array.from(steps, ({ length }) => length) };
}

/** Labels `[steps, batchSize]` of the examples that the steps take. */
export function rowLabels({ index }: StepRows, labels: Uint8Array): Int32Array {
  return index.map((example) => labels[example]);
}

/** Numbers to predict `[steps, batchSize, targets]` of the examples that the steps take. */
export function rowTargets({ index }: StepRows, targets: Float32Array, size: number): Float32Array {
  const width = targets.length / size;
  const rows = new Float32Array(index.length * width);
  for (let i = 0; i < index.length; i++) {
    for (let k = 0; k < width; k++) rows[i * width + k] = targets[index[i] * width + k];
  }
  return rows;
}

/**
 * Weights `[steps, batchSize]`: `scale`/n for each of the n rows that a step uses, else 0.
 *
 * @param divisor instead of n
 */
export function rowWeights(
  { index, used }: StepRows,
  scale: number,
  divisor?: number,
): Float32Array {
  const weight = new Float32Array(index.length);
  const batchSize = index.length / used.length;
  used.forEach((rows, step) => {
    weight.fill(scale / (divisor ?? rows), step * batchSize, step * batchSize + rows);
  });
  return weight;
}
