import { nonNegative, positive, wholeNumber, within } from '../core/check';
import { ArgumentError } from '../core/errors';
import { fixedSizeGaussian } from './fixedSizeGaussian';
import { poissonGaussian } from './poissonGaussian';
import { deltaFor, epsilonFor } from './renyiConversion';

/** How the clients of a round are drawn, as far as a privacy accountant has a bound for it. */
export type PrivateSampling =
  | {
      /** Each client takes part with probability `rate`, in (0, 1], independently of the others. */
      readonly kind: 'poisson';
      readonly rate: number;
    }
  | {
      /** `count` of all `clients`, each such set equally likely. */
      readonly kind: 'fixedSize';
      readonly count: number;
      readonly clients: number;
    };

/** A Gaussian mechanism that is used once per round, on a new sample of the clients each time. */
export interface PrivateMechanism {
  /**
   * z ≥ 0: the standard deviation of the noise in the sum over the clipping norm, the most that one client
   * can add to the sum.
   */
  readonly noiseMultiplier: number;
  readonly sampling: PrivateSampling;
}

/** Says how much of its privacy a mechanism has spent. */
export interface PrivacyAccountant {
  /** The ε of (ε, δ)-differential privacy after some rounds; Infinity without noise. @param delta in (0, 1) */
  epsilon(rounds: number, delta: number): number;
  /** The δ for an ε ≥ 0 after some rounds, in [0, 1]. */
  delta(rounds: number, epsilon: number): number;
}

/** The orders at which divergences are computed: those of Google's dp-accounting. */
const orders = [
  ...Array.from({ length: 99 }, (_, i) => (11 + i) / 10),
  ...Array.from({ length: 53 }, (_, i) => 11 + i),
  ...[128, 256, 512, 1024],
];

/**
 * A privacy accountant: Rényi divergences of one round (Mironov et al. 2019 for Poisson samples, Wang et al.
 * 2019 for samples of fixed size), added up over rounds and converted to (ε, δ).
 *
 * Whoever sees the models of all rounds, and knows everything about all other clients, can still hardly
 * tell what one client's data was. With Poisson sampling: whether it took part at all. With samples of fixed size:
 * whether its data was replaced by any other, which moves the sum by up to twice the clipping norm, so ε is
 * larger. If a fixed-size sample holds everybody, nothing is sampled, and the first meaning holds.
 *
 * ```ts
 * const sampling = { kind: 'poisson', rate: 0.05 } as const;
 * const accountant = fl.privacy.privacyAccountant({ noiseMultiplier: 1.2, sampling });
 * const epsilon = accountant.epsilon(100, 1e-5);
 * ```
 *
 * @throws ArgumentError for a noise multiplier below 0, a rate outside (0, 1], more clients drawn than there are
 */
export function privacyAccountant(mechanism: PrivateMechanism): PrivacyAccountant {
  const divergences = roundDivergences(mechanism);
  const after = (rounds: number) => {
    wholeNumber('rounds', rounds, 0);
    // 0 · ∞ is not a number.
    return { orders, divergences: divergences.map((one) => (rounds === 0 ? 0 : rounds * one)) };
  };
  return {
    epsilon(rounds, delta) {
      checkDelta(delta);
      return epsilonFor(after(rounds), delta);
    },
    delta(rounds, epsilon) {
      nonNegative('epsilon', epsilon);
      return deltaFor(after(rounds), epsilon);
    },
  };
}

/** The sampling that draws so many of all clients: in the mean, or exactly. */
export function privateSampling(
  kind: PrivateSampling['kind'],
  clientsPerRound: number,
  clients: number,
): PrivateSampling {
  return kind === 'poisson'
    ? { kind, rate: clientsPerRound / clients }
    : { kind, count: clientsPerRound, clients };
}

/** Throws an `ArgumentError` unless δ is in (0, 1). */
export function checkDelta(delta: number): void {
  if (!(delta > 0 && delta < 1)) throw new ArgumentError('delta', 'be > 0 and < 1', delta);
}

function roundDivergences({ noiseMultiplier, sampling }: PrivateMechanism): readonly number[] {
  nonNegative('noiseMultiplier', noiseMultiplier);
  checkSampling(sampling);
  if (noiseMultiplier === 0) return orders.map(() => Infinity);
  if (sampling.kind === 'fixedSize' && sampling.count < sampling.clients) {
    const rate = sampling.count / sampling.clients;
    return orders.map(fixedSizeGaussian(rate, noiseMultiplier / 2));
  }
  const rate = sampling.kind === 'poisson' ? sampling.rate : 1;
  return orders.map((order) => poissonGaussian(rate, noiseMultiplier, order));
}

function checkSampling(sampling: PrivateSampling): void {
  if (sampling.kind === 'poisson') {
    positive('rate', sampling.rate);
    within('rate', sampling.rate, 0, 1);
  } else {
    wholeNumber('clients', sampling.clients, 1);
    wholeNumber('count', sampling.count, 1, sampling.clients);
  }
}
