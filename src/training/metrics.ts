/** Sums over examples, so that clients can be added up. */
export interface Metrics {
  /** Examples measured; one seen in five epochs counts five times. */
  readonly examples: number;
  readonly lossSum: number;
  readonly correct: number;
}

/**
 * Adds up what was measured on batches or clients.
 *
 * ```ts
 * const all = fl.training.sumMetrics(perClient);
 * ```
 */
export function sumMetrics(parts: Iterable<Metrics>): Metrics {
  const total = { examples: 0, lossSum: 0, correct: 0 };
  for (const part of parts) {
    total.examples += part.examples;
    total.lossSum += part.lossSum;
    total.correct += part.correct;
  }
  return total;
}

/**
 * Loss per example; NaN if nothing was measured.
 *
 * ```ts
 * const loss = fl.training.meanLoss(fl.training.sumMetrics(perClient));
 * ```
 */
export function meanLoss({ lossSum, examples }: Metrics): number {
  return lossSum / examples;
}

/** Share of examples predicted correctly, in [0, 1]; NaN if nothing was measured. */
export function accuracy({ correct, examples }: Metrics): number {
  return correct / examples;
}
