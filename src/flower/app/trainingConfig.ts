import { nonNegative, positive, wholeNumber } from '../../core/check';
import { ArgumentError } from '../../core/errors';
import type { TrainingPlan } from '../../training/plan';
import type { ConfigValue } from '../wire/objects/records';

/**
 * The client's plan with what the server's config sets: `lr`, `local-epochs`, `batch-size` (a
 * number or `"full"`), and `proximal-mu`, as Flower's FedProx sends it. Other keys are ignored.
 *
 * @throws ArgumentError that names the key with a value out of range
 */
export function planOf(plan: TrainingPlan, config: ReadonlyMap<string, ConfigValue>): TrainingPlan {
  const rate = numberOf(config, 'lr');
  const epochs = numberOf(config, 'local-epochs');
  const mu = numberOf(config, 'proximal-mu');
  const batch = config.get('batch-size') === 'full' ? 'full' : numberOf(config, 'batch-size');
  return {
    ...plan,
    ...(rate !== undefined && { clientLearningRate: positive('lr', rate) }),
    ...(epochs !== undefined && { localEpochs: wholeNumber('local-epochs', epochs, 1) }),
    ...(mu !== undefined && { proximalMu: nonNegative('proximal-mu', mu) }),
    ...(batch !== undefined && {
      batchSize: batch === 'full' ? batch : wholeNumber('batch-size', batch, 1),
    }),
  };
}

/**
 * The round that a message belongs to: its `server-round`, else its group; undefined if neither is
 * a whole number.
 */
export function roundOf(
  config: ReadonlyMap<string, ConfigValue>,
  groupId: string,
): number | undefined {
  const round = numberOf(config, 'server-round') ?? (/^\d{1,15}$/.test(groupId) ? +groupId : NaN);
  return Number.isSafeInteger(round) && round >= 0 ? round : undefined;
}

/** A `number` or `bigint` setting as a number. */
function numberOf(config: ReadonlyMap<string, ConfigValue>, key: string): number | undefined {
  const value = config.get(key);
  if (value === undefined) return undefined;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new ArgumentError(key, 'be a number', value);
}
