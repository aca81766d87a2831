import type { Aggregator } from '../aggregation/aggregator';
import { ArgumentError } from '../core/errors';
import { secureRangeOf } from '../options/protection';
import { discreteNoiseMultiplier } from '../secureAggregation/discreteNoiseMultiplier';
import { quantizer } from '../secureAggregation/quantize';
import { secureAggregation, secureTerms } from '../secureAggregation/secureAggregation';
import type { SecureAggregationOptions } from '../secureAggregation/secureAggregation';
import { clientStages } from '../secureAggregation/protocol/inProcess';
import { strategies } from '../strategies/catalogue';
import type { Weighting } from '../strategies/weighting';
import type { FilledSettings } from '../options/table';

/**
 * Refuses options that contradict secure aggregation.
 *
 * @throws ArgumentError that names the option
 */
export function checkSecureAggregation(config: FilledSettings): void {
  const { strategy, aggregator, secureMaxWeight, weighting } = config;
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
  if (config.adaptiveClip !== undefined) {
    const rule =
      'be left out with --secure-aggregation: clients would say in the clear whether they were clipped';
    throw new ArgumentError('--adaptive-clip', rule, config.adaptiveClip);
  }
  secureRangeOf(config);
}

/**
 * The aggregator, and weights that it can bound.
 *
 * @param noise what the sum of clipped updates gets, if it is to be private
 */
export function secureSettings(
  config: FilledSettings,
  { noise, denominator }: Pick<SecureAggregationOptions, 'noise' | 'denominator'> = {},
): { readonly aggregator: Aggregator; readonly weighting: Weighting } {
  const { secureThreshold, secureBits, secureNeighbors, secureMaxWeight, secureDropouts } = config;
  const { weighting = secureMaxWeight === undefined ? 'uniform' : 'examples' } = config;
  const dropouts = clientStages.map((stage) => [stage, secureDropouts!]);
  return {
    weighting,
    aggregator: secureAggregation({
      range: secureRangeOf(config),
      bits: secureBits,
      threshold: secureThreshold,
      neighbors: secureNeighbors,
      maxWeight: secureMaxWeight,
      dropouts: Object.fromEntries(dropouts) as Record<string, number>,
      ...(noise && { noise }),
      ...(denominator !== undefined && { denominator }),
    }),
  };
}

/** The noise that clients add to a secure sum of clipped updates. */
export interface SecureNoise {
  /** What a noise multiplier is worth to the accountant: less, because rounding moves updates. */
  readonly worth: (noiseMultiplier: number) => number;
  /** How many times more noise it takes for that reason. */
  readonly loss: number;
  readonly aggregator: (noiseMultiplier: number) => Aggregator;
}

/** @param size numbers in an update */
export function secureNoise(
  config: FilledSettings & Required<Pick<FilledSettings, 'clients' | 'clientsPerRound'>>,
  size: number,
): SecureNoise {
  const { clip = 0, clients, clientsPerRound, secureBits, seededNoise } = config;
  const most = config.sampling === 'poisson' ? clients : clientsPerRound;
  const { step } = quantizer({ range: secureRangeOf(config), bits: secureBits! });
  const terms = { threshold: config.secureThreshold, neighbors: config.secureNeighbors };
  const { leastSurvivors } = secureTerms(Math.max(2, most), terms);
  return {
    loss: 1 + (step * Math.sqrt(size)) / clip,
    worth: (noiseMultiplier) =>
      noiseMultiplier === 0
        ? 0
        : discreteNoiseMultiplier({
            ...{ norm: clip, size, step, leastSurvivors, clients: Math.max(2, most) },
            standardDeviation: noiseMultiplier * clip,
          }).noiseMultiplier,
    aggregator: (noiseMultiplier) =>
      secureSettings(config, {
        denominator: clientsPerRound,
        ...(noiseMultiplier > 0 && {
          noise: { standardDeviation: noiseMultiplier * clip, seeded: seededNoise },
        }),
      }).aggregator,
  };
}
