import { ArgumentError } from '../core/errors';

/** A client's weight in a round's mean: its number of training examples, or the same for all. */
export const weightings = ['examples', 'uniform'] as const;

export type Weighting = (typeof weightings)[number];

/**
 * The weight of a client with this many examples; 0 without examples, either way.
 *
 * @throws ArgumentError for an unknown weighting
 */
export function clientWeight(weighting: Weighting = 'examples'): (examples: number) => number {
  if (!weightings.includes(weighting)) {
    throw new ArgumentError('weighting', `be ${weightings.join(' or ')}`, weighting);
  }
  return weighting === 'examples' ? (examples) => examples : (examples) => Math.min(examples, 1);
}
