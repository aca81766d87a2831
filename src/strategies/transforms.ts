import { float16 } from '../compression/float16';
import { makePart } from '../core/namedParts';
import type { NamedParts } from '../core/namedParts';
import { clip } from '../privacy/clip';
import { localNoise } from '../privacy/localNoise';
import { checkTransforms } from '../updates/checkTransforms';
import type { UpdateTransform } from '../updates/updateTransform';

/**
 * All transforms of updates, by the name that commands and config files use.
 *
 * ```ts
 * const names = Object.keys(fl.strategies.transforms);
 * ```
 */
export const transforms = {
  clip: {
    summary: 'scales updates down to an L2 norm (Abadi et al. 2016)',
    settings: { norm: 'the largest norm, > 0' },
    make: ({ norm }) => clip(norm),
  },
  localnoise: {
    summary:
      'clips updates and adds noise on each client, against the server, too (Dwork and Roth 2014)',
    settings: { norm: 'the largest norm, > 0', multiplier: 'the noise in norms, > 0' },
    make: ({ norm, multiplier }) => localNoise({ clip: norm, noiseMultiplier: multiplier }),
  },
  float16: { summary: 'sends updates in half precision', settings: {}, make: float16 },
} as const satisfies NamedParts<UpdateTransform>;

/**
 * Makes the transforms listed in a string, in order: `clip:norm=1,float16`.
 *
 * ```ts
 * const transforms = fl.strategies.makeTransforms('clip:norm=1,float16');
 * ```
 *
 * @throws ArgumentError for an unknown name, for settings that are missing or out of range, and for a
 *   repeated name
 */
export function makeTransforms(text: string): readonly UpdateTransform[] {
  const made = text.split(',').map((part) => makePart('transforms', transforms, part));
  checkTransforms(made);
  return made;
}
