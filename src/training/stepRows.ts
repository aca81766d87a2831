import type { StepRows } from './workerMessages';

/**
 * Steps as two matrices `[steps, batchSize]`: which examples a step takes, and with what weight.
 *
 * A step of n examples gives each of them the weight 1/n, so that a weighted sum is their mean; rows
 * that it does not use repeat the example at 0 and weigh nothing.
 */
export function stepRows(
  steps: readonly Uint32Array[],
  batchSize: number,
  weightOf: (rows: number) => number = (rows) => 1 / rows,
): StepRows {
  const index = new Int32Array(steps.length * batchSize);
  const weight = new Float32Array(steps.length * batchSize);
  steps.forEach((positions, step) => {
    const start = step * batchSize;
    index.set(positions, start);
    weight.fill(weightOf(positions.length), start, start + positions.length);
  });
  return { steps: steps.length, index, weight };
}
