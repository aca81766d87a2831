import { untrainedRanges } from '../core/parameters';
import type { ParameterSpec, Range } from '../core/parameters';
import { WeightedMean } from './weightedMean';

/**
 * The mean of clients' updates. An algorithm may scale updates and weigh them by more than their
 * examples; what is not trained – see `TensorSpec.trained` – is averaged all the same, for a moving
 * variance that was scaled may be below 0.
 */
export class UpdateMean {
  readonly #whole: WeightedMean;
  readonly #ranges: readonly Range[];
  /** Of what is not trained, put together in `#part`. */
  readonly #statistics: WeightedMean;
  readonly #part: Float32Array;

  constructor(spec: ParameterSpec) {
    this.#whole = new WeightedMean(spec.size);
    this.#ranges = untrainedRanges(spec);
    const size = this.#ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    this.#statistics = new WeightedMean(size);
    this.#part = new Float32Array(size);
  }

  /**
   * Adds an update; weights must be finite and >= 0.
   *
   * @param factor multiplies what is trained
   * @param statisticsWeight counts for what is not trained
   */
  add(update: Float32Array, weight: number, factor = 1, statisticsWeight = weight): void {
    this.#whole.add(update, weight, factor);
    if (this.#ranges.length === 0) return;
    let at = 0;
    for (const [start, end] of this.#ranges) {
      this.#part.set(update.subarray(start, end), at);
      at += end - start;
    }
    this.#statistics.add(this.#part, statisticsWeight);
  }

  /** Forgets all updates. */
  clear(): void {
    this.#whole.clear();
    this.#statistics.clear();
  }

  /** The mean. Throws a `FederatedError` when the weights add up to zero. */
  result(): Float32Array {
    const mean = this.#whole.result();
    if (this.#ranges.length === 0) return mean;
    const statistics = this.#statistics.result();
    let at = 0;
    for (const [start, end] of this.#ranges) {
      mean.set(statistics.subarray(at, at + end - start), start);
      at += end - start;
    }
    return mean;
  }
}
