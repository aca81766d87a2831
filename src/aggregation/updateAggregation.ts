import { untrainedRanges } from '../core/parameters';
import type { ParameterSpec, Range } from '../core/parameters';
import type { Accumulator, AggregationReport, AggregationRound, Aggregator } from './aggregator';

/** The weights of an update. */
export interface UpdateShare {
  readonly weight: number;
  /** Multiplies trained tensors; default 1. */
  readonly factor?: number;
  /** The weight for tensors that are not trained; default `weight`. */
  readonly statisticsWeight?: number;
}

/**
 * Aggregates the updates of one round. An algorithm may scale updates and weight them by more than their
 * examples; tensors that are not trained (see `TensorSpec.trained`) are still aggregated by the plain
 * weights, because a scaled moving variance may fall below 0.
 */
export class UpdateAggregation {
  readonly #whole: Accumulator;
  /** Whether single updates count: they are then scaled before, and their statistics go with them. */
  readonly #single: boolean;
  readonly #ranges: readonly Range[];
  /** For tensors that are not trained, gathered in `#part`: a sum of their own, with their own weights. */
  readonly #statistics: Accumulator | undefined;
  readonly #part: Float32Array;
  #empty = true;

  /** @param scaled whether shares may have a factor or a weight for statistics; if not, one sum is enough */
  constructor(
    aggregator: Aggregator,
    spec: ParameterSpec,
    round: Omit<AggregationRound, 'size'>,
    scaled: boolean,
  ) {
    this.#whole = aggregator.begin({ ...round, size: spec.size });
    this.#ranges = scaled ? untrainedRanges(spec) : [];
    this.#single = aggregator.kind === 'order';
    const size = this.#ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    this.#part = new Float32Array(size);
    if (size === 0 || this.#single) return;
    const rng = round.rng.split('statistics');
    // Vectors of another size, so kept under other names.
    const own = (name: string): string => `${name}.statistics`;
    this.#statistics = aggregator.begin({
      ...round,
      rng,
      size,
      slot: (name) => round.slot?.(own(name)),
      keep: (name, vector) => round.keep?.(own(name), vector),
    });
  }

  /** Whether no client has counted yet. */
  get empty(): boolean {
    return this.#empty;
  }

  /** Adds an update; one whose weight is 0 is ignored. */
  add(
    update: Float32Array,
    clientId: string,
    { weight, factor, statisticsWeight }: UpdateShare,
  ): void {
    if (weight === 0) return;
    this.#empty = false;
    if (this.#single && this.#part.length > 0) {
      this.#whole.add(this.#scaled(update, factor), weight, clientId);
      return;
    }
    this.#whole.add(update, weight, clientId, factor);
    if (!this.#statistics) return;
    let at = 0;
    for (const [start, end] of this.#ranges) {
      this.#part.set(update.subarray(start, end), at);
      at += end - start;
    }
    this.#statistics.add(this.#part, statisticsWeight ?? weight, clientId);
  }

  /** The update with trained tensors scaled, so that a rule judges and takes each client as a whole. */
  #scaled(update: Float32Array, factor = 1): Float32Array {
    if (factor === 1) return update;
    const whole = update.map((value) => value * factor);
    for (const [start, end] of this.#ranges) whole.set(update.subarray(start, end), start);
    return whole;
  }

  /** The aggregate update, if the round has one. Throws a `FederatedError` if nothing was added. */
  result(): Float32Array | undefined {
    const whole = this.#whole.result();
    if (!this.#statistics || !whole) return whole;
    const statistics = this.#statistics.result();
    if (!statistics) return undefined;
    let at = 0;
    for (const [start, end] of this.#ranges) {
      whole.set(statistics.subarray(at, at + end - start), start);
      at += end - start;
    }
    return whole;
  }

  /** The ids of added clients whose updates are not in the result. */
  rejected(): readonly string[] {
    return this.#whole.rejected?.() ?? [];
  }

  /** Frees what the aggregation holds. */
  dispose(): void {
    this.#whole.dispose?.();
    this.#statistics?.dispose?.();
  }

  /** What the aggregation sent and measured, if it has a protocol of its own. */
  report(): AggregationReport | undefined {
    const whole = this.#whole.report?.();
    const statistics = this.#statistics?.report?.();
    if (!whole || !statistics) return whole;
    return {
      bytesUp: whole.bytesUp + statistics.bytesUp,
      bytesDown: whole.bytesDown + statistics.bytesDown,
      measures: whole.measures,
    };
  }
}
