import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { secureRangeOf } from '../options/protection';
import { clippedNoise } from '../secureAggregation/clippedNoise';
import { secureAggregation } from '../secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../secureAggregation/secureAggregation';
import { clientStages } from '../secureAggregation/protocol/messages';
import { strategies } from '../strategies/catalogue';
import { checkSecureCodec, withSecureCodec } from './secureCodec';
import type { Weighting } from '../strategies/weighting';
import type { FilledSettings } from '../options/table';

/**
 * Refuses options that contradict secure aggregation.
 *
 * @throws ArgumentError that names the option
 */
export function checkSecureAggregation(config: FilledSettings): void {
  const { strategy, aggregator, secureMaxWeight, weighting, adaptiveClip, clip } = config;
  if (!config.secureAggregation) return;
  const { title, takes } = strategies[strategy];
  if (!takes.includes('aggregator')) {
    const rule = `be left out with --strategy ${strategy}: ${title} aggregates no updates`;
    throw new ArgumentError('--secure-aggregation', rule, true);
  }
  if (aggregator !== undefined) {
    const rule = 'be left out with --secure-aggregation, which aggregates by itself';
    throw new ArgumentError('--aggregator', rule, aggregator);
  }
  if (weighting === 'examples' && secureMaxWeight === undefined) {
    const rule = 'be uniform with --secure-aggregation, or bounded by --secure-max-weight';
    throw new ArgumentError('--weighting', rule, weighting);
  }
  if (adaptiveClip !== undefined) {
    const rule =
      'be left out with --secure-aggregation: its clients also send whether their update was clipped, which it would not hide';
    throw new ArgumentError('--adaptive-clip', rule, adaptiveClip);
  }
  if (clip !== undefined && secureMaxWeight !== undefined) {
    const rule = 'be left out with --clip, which counts all clients equally';
    throw new ArgumentError('--secure-max-weight', rule, secureMaxWeight);
  }
  secureRangeOf(config);
  checkSecureCodec(config);
}

/** The aggregator, if the options ask for secure aggregation. @param more what differential privacy needs */
export function secureAggregator(
  config: FilledSettings,
  more: Pick<SecureAggregationOptions, 'clippingNorm' | 'denominator' | 'noise'> = {},
): Aggregator | undefined {
  if (!config.secureAggregation) return undefined;
  const { secureThreshold, secureBits, secureNeighbors, secureMaxWeight, secureDropouts } = config;
  const dropouts = clientStages.map((stage) => [stage, secureDropouts!]);
  const sum = secureAggregation({
    range: secureRangeOf(config),
    bits: secureBits,
    threshold: secureThreshold,
    neighbors: secureNeighbors,
    maxWeight: secureMaxWeight,
    dropouts: Object.fromEntries(dropouts) as Record<string, number>,
    ...more,
  });
  return withSecureCodec(sum, config);
}

/** Weights that secure aggregation can bound: all equal, unless there is a largest one. */
export function secureWeighting({
  secureAggregation: secure = false,
  secureMaxWeight,
  weighting,
}: FilledSettings): { readonly weighting?: Weighting } {
  if (!secure || weighting !== undefined) return {};
  return { weighting: secureMaxWeight === undefined ? 'uniform' : 'examples' };
}

/** The noise that clients add to a secure sum of clipped updates. */
export interface SecureNoise {
  /** What a noise multiplier is worth to the accountant. */
  readonly worth: (noiseMultiplier: number) => number;
  readonly aggregator: (noiseMultiplier: number) => Aggregator;
}

/**
 * The noise in a secure sum; undefined without secure aggregation.
 *
 * @param size numbers in an update
 */
export function secureNoise(
  config: FilledSettings & Required<Pick<FilledSettings, 'clients' | 'clientsPerRound'>>,
  size: number,
): SecureNoise | undefined {
  if (!config.secureAggregation) return undefined;
  const { clip = 0, clients, clientsPerRound, seededNoise = false } = config;
  const most = Math.max(2, config.sampling === 'poisson' ? clients : clientsPerRound);
  return {
    worth(noiseMultiplier) {
      if (noiseMultiplier === 0) return 0;
      const { secureThreshold: threshold, secureNeighbors: neighbors } = config;
      const grid = { range: secureRangeOf(config), bits: config.secureBits! };
      const sum = { ...grid, threshold, neighbors, clip, size, clients: most };
      return clippedNoise({ ...sum, noiseMultiplier });
    },
    aggregator: (noiseMultiplier) =>
      secureAggregator(config, {
        ...{ clippingNorm: clip, denominator: clientsPerRound },
        ...(noiseMultiplier > 0 && {
          noise: { standardDeviation: noiseMultiplier * clip, seeded: seededNoise },
        }),
      })!,
  };
}
