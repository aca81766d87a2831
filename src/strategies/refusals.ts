import { ArgumentError } from '../core/errors';
import type { Aggregator } from '../aggregation/aggregator';
import type { TrainingPlan } from '../training/plan';
import type { UpdateTransform } from '../updates/updateTransform';

/**
 * Throws an `ArgumentError` unless clients take plain steps w ← w − η·g, as an algorithm's
 * arithmetic assumes. Momentum 0 is plain.
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

/** Throws an `ArgumentError` if there is a proximal term. @param algorithm its name */
export function checkNoProximalTerm(
  algorithm: string,
  { proximalMu = 0 }: Pick<TrainingPlan, 'proximalMu'>,
): void {
  if (proximalMu === 0) return;
  throw new ArgumentError('proximalMu', `be 0 for ${algorithm}`, proximalMu);
}

/**
 * Throws an `ArgumentError` for an aggregator that is not a weighted sum.
 *
 * @param algorithm its name, for the message; its arithmetic is that of a mean
 */
export function checkSums(algorithm: string, { aggregator }: { aggregator?: Aggregator }): void {
  if (aggregator === undefined || aggregator.kind === 'sum') return;
  throw new ArgumentError('aggregator', `be a weighted sum for ${algorithm}`, aggregator.kind);
}

/**
 * Throws an `ArgumentError` for an aggregator that hides single updates.
 *
 * @param algorithm its name, for the message; its clients send the server more than updates
 * @param what they send, for the message
 */
export function checkNotMasked(
  algorithm: string,
  { aggregator }: { aggregator?: Aggregator },
  what: string,
): void {
  if (!aggregator?.masked) return;
  const rule = `not be secure aggregation for ${algorithm}: its clients also send ${what}, which it would not hide`;
  throw new ArgumentError('aggregator', rule, 'secure aggregation');
}

/** Throws an `ArgumentError` for transforms that encode single updates, under an aggregator that hides them. */
export function checkNoEncoding(
  { masked = false }: Aggregator,
  transforms: readonly UpdateTransform[],
): void {
  const encoding = transforms.find(({ wire }) => masked && wire !== undefined);
  if (!encoding) return;
  const rule =
    'be left out with secure aggregation if they encode updates: masked numbers look random, so they ' +
    'travel as whole numbers of a fixed width, never in another encoding';
  throw new ArgumentError('transforms', rule, encoding.name);
}

/**
 * Throws an `ArgumentError` if a transform promises privacy.
 *
 * @param algorithm its name, for the message @param reason why the promise would not hold
 */
export function checkNoPrivacy(
  algorithm: string,
  { transforms = [] }: { transforms?: readonly UpdateTransform[] },
  reason: string,
): void {
  const found = transforms.find(({ privacy }) => privacy);
  if (!found) return;
  throw new ArgumentError(
    'transforms',
    `be left out for ${algorithm} if they promise privacy: ${reason}`,
    found.name,
  );
}

/**
 * Throws an `ArgumentError` if clients hide their examples.
 *
 * @param algorithm its name, for the message @param reason what else would give them away
 */
export function checkNoExamplePrivacy(
  algorithm: string,
  { examplePrivacy }: Pick<TrainingPlan, 'examplePrivacy'>,
  reason: string,
): void {
  if (!examplePrivacy) return;
  const rule = `be left out for ${algorithm}: ${reason}`;
  throw new ArgumentError('examplePrivacy', rule, `clip ${examplePrivacy.clip}`);
}

/** Throws an `ArgumentError` if there are transforms. @param algorithm its name @param reason why */
export function checkNoTransforms(
  algorithm: string,
  { transforms = [] }: { transforms?: readonly UpdateTransform[] },
  reason: string,
): void {
  if (transforms.length === 0) return;
  const names = transforms.map(({ name }) => name).join(', ');
  throw new ArgumentError('transforms', `be left out for ${algorithm}: ${reason}`, names);
}
