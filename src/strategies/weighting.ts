import { ArgumentError } from '../core/errors';

/** How much a client counts in a round's mean: by its training examples, or as much as any other. */
export const weightings = ['examples', 'uniform'] as const;

export type Weighting = (typeof weightings)[number];

/**
 * The weight of a client with so many examples. One without any counts for nothing either way.
 *
 * @throws ArgumentError for a weighting that there is not
 */
export function clientWeight(weighting: Weighting = 'examples'): (examples: number) => number {
  if (!weightings.includes(weighting)) {
    throw new ArgumentError('weighting', `be ${weightings.join(' or ')}`, weighting);
  }
  return weighting === 'examples' ? (examples) => examples : (examples) => Math.min(examples, 1);
}
