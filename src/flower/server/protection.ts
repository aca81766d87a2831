import { ArgumentError } from '../../core/errors';
import { secureRangeOf } from '../../options/protection';
import type { Filled } from '../../options/option';
import type { serverOptions } from './serverOptions';

/** How a server app protects updates, in the words of its pyproject.toml. */
export interface Protection {
  /** Updates are clipped to a norm, and their sum gets noise of this many times as much. */
  readonly privacy?: { readonly clip: number; readonly noiseMultiplier: number };
  /** The server sees nothing but the sum of the updates. */
  readonly secure?: {
    readonly range: number;
    readonly bits: number;
    readonly threshold: number;
    /** 0: everybody is everybody's. */
    readonly neighbors: number;
  };
}

/** Strategies that look at single updates. */
const single = ['qfedavg', 'fedmedian', 'fedtrimmedavg', 'krum', 'multikrum', 'bulyan'];

/**
 * What the settings say about protection.
 *
 * @throws ArgumentError for a strategy that needs more than a sum, and for noise without a norm
 */
export function protectionOf(settings: Filled<typeof serverOptions>): Protection {
  const { strategy, clip, noiseMultiplier = 0, delta, secureAggregation } = settings;
  if (clip === undefined && !secureAggregation) return {};
  if (single.includes(strategy)) {
    const rule =
      'take a mean of updates with clip or secureAggregation, which leave it nothing else';
    throw new ArgumentError('strategy', rule, strategy);
  }
  if (delta !== undefined && noiseMultiplier === 0) {
    throw new ArgumentError('delta', 'be left out without noise: it would promise nothing', delta);
  }
  const { secureBits, secureThreshold, secureNeighbors = 0 } = settings;
  return {
    ...(clip !== undefined && { privacy: { clip, noiseMultiplier } }),
    ...(secureAggregation && {
      secure: {
        range: secureRangeOf(settings),
        bits: secureBits!,
        threshold: secureThreshold!,
        neighbors: secureNeighbors,
      },
    }),
  };
}
