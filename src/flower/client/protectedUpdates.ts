import { codecOf } from '../../options/codec';
import { secureRangeOf } from '../../options/protection';
import { clip } from '../../privacy/clip';
import { makeTransforms } from '../../strategies/transforms';
import type { ModelClientAppOptions } from '../app/modelClientApp';
import type { ClientOptions } from './clientOptions';

/** What happens to updates before they leave. */
export function protectedUpdates(
  options: ClientOptions,
): Pick<ModelClientAppOptions, 'transforms' | 'secureAggregation'> {
  const { clip: norm, noiseMultiplier = 0, secureBits, secureThreshold } = options;
  const given = options.transforms === undefined ? [] : makeTransforms(options.transforms);
  const codec = codecOf(options);
  const transforms = [
    ...given,
    ...(norm === undefined ? [] : [clip(norm)]),
    ...(codec ? [codec] : []),
  ];
  if (!options.secureAggregation) return { transforms };
  const deviation = noiseMultiplier * (norm ?? 0);
  return {
    transforms,
    secureAggregation: {
      ...{ range: secureRangeOf(options), bits: secureBits, threshold: secureThreshold },
      ...(norm !== undefined && { clippingNorm: norm }),
      ...(deviation > 0 && { noise: { standardDeviation: deviation } }),
    },
  };
}
