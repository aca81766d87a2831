import { wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import { isFiniteVector } from '../../core/vector';
import { stepCount } from '../../training/batches';
import { checkPlan } from '../../training/plan';
import type { TrainingPlan } from '../../training/plan';

/** All that a server has of a client in a round, and all that the attacks here use. */
export interface ObservedUpdate {
  /** The global model that the client started from. */
  readonly parameters: Float32Array;
  /** The client's model after its training, minus the global model. */
  readonly update: Float32Array;
  /** How many examples the client trained on: clients tell it for the weighted mean. */
  readonly examples: number;
  /** How the client trained: the server sets it. Only plain gradient steps can be attacked. */
  readonly plan: TrainingPlan;
}

/**
 * The mean of the gradients that a client's steps took, from its update: −Δ / (η · steps). After a
 * single step it is the gradient itself, `[spec.size]`; after several it is one along the client's way,
 * which the attacks take for that of the global model.
 *
 * ```ts
 * const gradient = fl.attacks.averageGradient({ parameters, update, examples: 1, plan });
 * ```
 *
 * @throws ArgumentError for numbers that are not finite, no examples, or a plan with an optimizer's
 *   memory or a proximal term, whose updates are no sums of gradients
 */
export function averageGradient({
  parameters,
  update,
  examples,
  plan,
}: ObservedUpdate): Float32Array {
  checkPlan(plan);
  wholeNumber('examples', examples, 1);
  const { optimizer = { kind: 'sgd' }, proximalMu = 0, clientLearningRate } = plan;
  if (optimizer.kind !== 'sgd') {
    throw new ArgumentError('plan.optimizer', 'be plain gradient descent', optimizer.kind);
  }
  if (proximalMu > 0) throw new ArgumentError('plan.proximalMu', 'be 0', proximalMu);
  if (update.length !== parameters.length) {
    throw new ArgumentError('update', `hold ${parameters.length} numbers`, update.length);
  }
  if (!isFiniteVector(update)) throw new ArgumentError('update', 'hold finite numbers', update);
  const scale = -1 / (clientLearningRate * stepCount(examples, plan));
  return update.map((change) => change * scale);
}
