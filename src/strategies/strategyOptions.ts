import type { Codec } from '../compression/codec';
import type { Rng } from '../core/rng';
import type { LocalTrainer } from '../training/localTrainer';
import type { TrainingPlan } from '../training/plan';
import type { UpdateTransform } from '../updates/updateTransform';

/** Options that every algorithm takes. */
export interface StrategyOptions extends TrainingPlan {
  readonly trainer: LocalTrainer;
  /** Determines the shuffling on every client in every round. */
  readonly rng: Rng;
  /**
   * What happens to each update between training and aggregation, and to the aggregate: on clients in
   * this order, on the server in reverse. Default: nothing.
   */
  readonly transforms?: readonly UpdateTransform[];
  /**
   * Encodes what the server sends: instead of the model, what has changed against the model that clients have
   * (in `state.server.broadcast`), from which they then train. `bytesDown` counts it exactly, for clients that
   * missed rounds, too. Default: the model, whole.
   *
   * ```ts
   * const algorithm = fl.fedAvg({ trainer, rng, ...plan, broadcast: fl.compression.float16() });
   * ```
   */
  readonly broadcast?: Codec;
}
