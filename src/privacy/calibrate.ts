import { nonNegative, positive, wholeNumber } from '../core/check';
import { FederatedError } from '../core/errors';
import { checkDelta, privacyAccountant } from './accountant';
import type { PrivateMechanism, PrivateSampling } from './accountant';

/** What must hold at the end: (ε, δ)-differential privacy. */
export interface PrivacyTarget {
  /** ε > 0. */
  readonly epsilon: number;
  /** δ in (0, 1), below 1/N. */
  readonly delta: number;
}

/** Noise beyond it leaves nothing of any sum. */
const mostNoise = 1e6;

/**
 * The smallest noise multiplier, to four digits and rounded up, with which some rounds stay within a target.
 *
 * ```ts
 * const sampling = { kind: 'poisson', rate: 120 / 3383 } as const;
 * const noiseMultiplier = fl.privacy.calibrateNoise({ epsilon: 2, delta: 1e-5, sampling, rounds: 100 });
 * ```
 *
 * @throws FederatedError if even a noise multiplier of a million does not reach it
 */
export function calibrateNoise({
  epsilon,
  delta,
  sampling,
  rounds,
}: PrivacyTarget & { readonly sampling: PrivateSampling; readonly rounds: number }): number {
  positive('epsilon', epsilon);
  checkDelta(delta);
  wholeNumber('rounds', rounds, 1);
  const enough = (noiseMultiplier: number): boolean =>
    privacyAccountant({ noiseMultiplier, sampling }).epsilon(rounds, delta) <= epsilon;
  let high = 1;
  while (!enough(high)) {
    if (high > mostNoise) {
      throw new FederatedError(`no noise reaches ε = ${epsilon} with δ = ${delta}`);
    }
    high *= 2;
  }
  let low = high / 2;
  while (high > 1e-6 && enough(low)) [low, high] = [low / 2, low];
  while (high - low > high * 2e-5) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  const step = 10 ** (Math.floor(Math.log10(high)) - 3);
  return Number((Math.ceil(high / step - 1e-9) * step).toPrecision(4));
}

/**
 * The most rounds that stay within a target; 0 if one is too many already.
 *
 * ```ts
 * const rounds = fl.privacy.calibrateRounds({ epsilon: 2, delta: 1e-5, noiseMultiplier: 1, sampling });
 * ```
 */
export function calibrateRounds({
  epsilon,
  delta,
  ...mechanism
}: PrivacyTarget & PrivateMechanism): number {
  nonNegative('epsilon', epsilon);
  checkDelta(delta);
  const accountant = privacyAccountant(mechanism);
  return last((rounds) => accountant.epsilon(rounds, delta) <= epsilon, Number.MAX_SAFE_INTEGER);
}

/**
 * The smallest cohort, drawn by Poisson sampling, with which some rounds stay within a target if the noise
 * grows with the cohort: the noise in the mean is the same for every cohort, so that a model that stands it
 * needs only enough clients. Undefined if all clients together are too few.
 *
 * ```ts
 * // How McMahan et al. 2018 and TensorFlow Federated's tutorial choose it: 120 clients.
 * fl.privacy.calibrateCohort({ epsilon: 2, delta: 1e-5, clients: 3383, rounds: 100, noisePerClient: 0.01 });
 * ```
 *
 * @param noisePerClient > 0: noise multiplier / clients per round
 */
export function calibrateCohort({
  epsilon,
  delta,
  clients,
  rounds,
  noisePerClient,
}: PrivacyTarget & {
  readonly clients: number;
  readonly rounds: number;
  readonly noisePerClient: number;
}): number | undefined {
  positive('epsilon', epsilon);
  checkDelta(delta);
  wholeNumber('clients', clients, 1);
  wholeNumber('rounds', rounds, 1);
  positive('noisePerClient', noisePerClient);
  const tooFew = (count: number): boolean => {
    const sampling = { kind: 'poisson', rate: count / clients } as const;
    const accountant = privacyAccountant({ noiseMultiplier: count * noisePerClient, sampling });
    return accountant.epsilon(rounds, delta) > epsilon;
  };
  if (tooFew(clients)) return undefined;
  return last((count) => count === 0 || tooFew(count), clients) + 1;
}

/** The last whole number in [0, most] for which something holds that stops to hold once; 0 if none. */
function last(holds: (value: number) => boolean, most: number): number {
  let [low, step] = [0, 1];
  while (low + step <= most && holds(low + step)) {
    low += step;
    step *= 2;
  }
  for (; step >= 1; step = Math.floor(step / 2)) {
    if (low + step <= most && holds(low + step)) low += step;
  }
  return low;
}
