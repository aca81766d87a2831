import { ArgumentError } from '../core/errors';
import type { Settings } from './table';

/** The options of protection that all parts of a federation must share. */
export const protectionNames = [
  ...(['clip', 'noiseMultiplier'] as const),
  ...(['secureAggregation', 'secureThreshold', 'secureRange', 'secureBits'] as const),
] as const;

/**
 * The range of secure aggregation: by default the norm to which updates are clipped, because no number
 * can be beyond it.
 *
 * @throws ArgumentError if neither is given
 */
export function secureRangeOf({
  secureRange,
  clip,
  transforms = '',
}: Pick<Settings, 'secureRange' | 'clip' | 'transforms'>): number {
  const named = /(?:^|,)\s*clip:norm=([^,:]+)/.exec(transforms)?.[1];
  const range = secureRange ?? clip ?? (named === undefined ? undefined : Number(named));
  if (range !== undefined) return range;
  const rule = 'be given with --secure-aggregation, unless --clip limits updates to a norm';
  throw new ArgumentError('--secure-range', rule, range);
}
