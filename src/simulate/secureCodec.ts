import type { Aggregator } from '../aggregation/aggregator';
import { flag } from '../commands/flag';
import { commonPositions } from '../compression/commonPositions';
import { commonRotation } from '../compression/commonRotation';
import { ArgumentError } from '../core/errors';
import type { FilledSettings } from '../options/table';
import { maskedBits } from '../options/themes/secureAggregation';

/** The codecs that all clients of a round can share, as a map before the masks. */
const shareable: Readonly<Record<string, (sum: Aggregator, config: FilledSettings) => Aggregator>> =
  {
    // The whole numbers of secure aggregation are a quantization already.
    quantized: (sum) => sum,
    rotated: (sum) => commonRotation(sum),
    randomk: (sum, { topK: share = 0.01 }) => commonPositions(sum, { share }),
  };

/**
 * Refuses codecs that don't work under masks.
 *
 * @throws ArgumentError that names the option
 */
export function checkSecureCodec(config: FilledSettings): void {
  const { codec, secureAggregation, noiseMultiplier, targetEpsilon, bits, secureBits } = config;
  if (codec === undefined || !secureAggregation) return;
  if (!Object.hasOwn(shareable, codec)) {
    const rule = `be ${Object.keys(shareable).join(' or ')} with --secure-aggregation: masked numbers look random, so only what all clients do alike makes them fewer or shorter`;
    throw new ArgumentError('--codec', rule, codec);
  }
  for (const name of ['deflate', 'errorFeedback', 'codecThreshold'] as const) {
    if (config[name] === undefined) continue;
    const rule =
      'be left out with --secure-aggregation: masks hide what it would need, so that it has no effect';
    throw new ArgumentError(flag(name), rule, config[name]);
  }
  const wanted = maskedBits({ codec, bits });
  if (wanted !== undefined && wanted < 2) {
    throw new ArgumentError('--bits', 'be at least 2 with --secure-aggregation', wanted);
  }
  if (wanted !== undefined && secureBits !== wanted) {
    const rule = `be left out with --codec ${codec}, whose --bits it would be`;
    throw new ArgumentError('--secure-bits', rule, secureBits);
  }
  const noisy = (noiseMultiplier ?? 0) > 0 || targetEpsilon !== undefined;
  if (noisy && codec !== 'quantized') {
    const rule =
      'be quantized with --secure-aggregation and noise: the count of privacy is of updates whose every number was rounded and got its noise';
    throw new ArgumentError('--codec', rule, codec);
  }
}

/** The masked sum of what the codec makes of the updates, if there is one. */
export function withSecureCodec(aggregator: Aggregator, config: FilledSettings): Aggregator {
  const { codec } = config;
  return codec === undefined ? aggregator : shareable[codec](aggregator, config);
}
