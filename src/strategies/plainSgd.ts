import { ArgumentError } from '../core/errors';
import type { TrainingPlan } from '../training/plan';

/**
 * Throws an `ArgumentError` unless clients take plain steps w ← w − η·g, which an algorithm's
 * arithmetic builds on. Momentum 0 is plain.
 *
 * @param algorithm its name, for the message
 */
export function checkPlainSgd(
  algorithm: string,
  { optimizer }: Pick<TrainingPlan, 'optimizer'>,
): void {
  if (!optimizer || optimizer.kind === 'sgd') return;
  if (optimizer.kind === 'momentum' && optimizer.momentum === 0) return;
  throw new ArgumentError('optimizer', `be sgd for ${algorithm}`, optimizer.kind);
}

/** Throws an `ArgumentError` where there is a proximal term. @param algorithm its name */
export function checkNoProximalTerm(
  algorithm: string,
  { proximalMu = 0 }: Pick<TrainingPlan, 'proximalMu'>,
): void {
  if (proximalMu === 0) return;
  throw new ArgumentError('proximalMu', `be 0 for ${algorithm}`, proximalMu);
}
