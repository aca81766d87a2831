import { positive } from '../core/check';
import { cryptographicNoise, seededNoise } from '../core/noise';
import { fillNormal } from '../core/normalVector';
import type { UpdateTransform } from '../updates/updateTransform';
import { privacyAccountant } from './accountant';
import { clipTo } from './clip';

/** Settings of {@link localNoise}. */
export interface LocalNoiseOptions {
  /** C > 0: the largest L2 norm of an update, over all its numbers together. */
  readonly clip: number;
  /** z > 0: the standard deviation of the noise on each number, in clipping norms. */
  readonly noiseMultiplier: number;
  /**
   * `cryptographic`, the default, cannot be repeated. `seeded` comes from the client's `rng` and is not
   * private.
   */
  readonly noise?: 'cryptographic' | 'seeded';
}

/**
 * Local differential privacy: each client clips its own update and adds normal noise of standard deviation
 * z·C to every number before the update leaves (the Gaussian mechanism; Dwork and Roth 2014, "The
 * algorithmic foundations of differential privacy", appendix A). It protects against everybody, the server
 * included, and costs the most: the noise of n clients makes the mean noisier by a factor of √n than the
 * same promise by a server that adds noise once. {@link localEpsilon} says what it promises.
 *
 * Nothing else that depends on a client's data may leave it: put it last in a list of transforms, with at
 * most a codec after it, and read no losses.
 *
 * ```ts
 * const protect = fl.privacy.localNoise({ clip: 1, noiseMultiplier: 2 });
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, transforms: [protect] });
 * ```
 */
export function localNoise(options: LocalNoiseOptions): UpdateTransform {
  const { clip, noiseMultiplier, noise = 'cryptographic' } = options;
  positive('clip', clip);
  positive('noiseMultiplier', noiseMultiplier);
  const system = cryptographicNoise();
  return {
    name: 'localnoise',
    client(update, { rng, bytes }) {
      clipTo(update, clip); // the norm before is the client's secret, so it is not measured
      const added = new Float32Array(update.length);
      fillNormal(added, noiseMultiplier * clip, noise === 'seeded' ? seededNoise(rng) : system);
      for (let i = 0; i < update.length; i++) update[i] += added[i];
      return { bytes };
    },
  };
}

/**
 * The ε of (ε, δ)-local differential privacy of a client that sent updates with {@link localNoise} in so
 * many rounds: whatever its data were, any other data would have given the same updates with nearly the
 * same probability. Two clipped updates can be 2C apart, so that the noise counts half.
 *
 * ```ts
 * const epsilon = fl.privacy.localEpsilon({ noiseMultiplier: 2, rounds: 1, delta: 1e-5 });
 * ```
 *
 * @param options.rounds in which the client took part, a whole number
 * @param options.delta in (0, 1)
 */
export function localEpsilon(options: {
  readonly noiseMultiplier: number;
  readonly rounds: number;
  readonly delta: number;
}): number {
  const { noiseMultiplier, rounds, delta } = options;
  positive('noiseMultiplier', noiseMultiplier);
  const sampling = { kind: 'poisson', rate: 1 } as const;
  const mechanism = { noiseMultiplier: noiseMultiplier / 2, sampling };
  return privacyAccountant(mechanism).epsilon(rounds, delta);
}
