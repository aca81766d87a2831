import { mean } from '../aggregation/mean';
import type { Aggregator } from '../aggregation/aggregator';
import { nonNegative, positive, wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import type {
  ClientMoment,
  PrivacySpent,
  Sent,
  ServerMoment,
  UpdateTransform,
} from '../updates/updateTransform';
import { checkDelta, privacyAccountant, privateSampling } from './accountant';
import type { PrivateSampling } from './accountant';
import { adaptiveClip } from './adaptiveClip';
import type { AdaptiveClip } from './adaptiveClip';
import { clipTo } from './clip';
import { cryptographicNoise, seededNoise } from '../core/noise';
import type { NoiseSource } from '../core/noise';

/** Options of {@link differentialPrivacy}. */
export interface DifferentialPrivacyOptions {
  /** C: the largest L2 norm of an update, > 0, or how it follows the updates. */
  readonly clip: number | AdaptiveClip;
  /**
   * z ≥ 0: the noise in the sum of updates has standard deviation z·C. 0 clips, and promises nothing.
   * `calibrateNoise` finds it for a target.
   */
  readonly noiseMultiplier: number;
  /** N: all clients, at least 1. */
  readonly clients: number;
  /** m: clients drawn per round, in the mean; what the sum is divided by. A whole number for `fixedSize`. */
  readonly clientsPerRound: number;
  /**
   * How they are drawn: `poisson`, the default, each with probability m/N (`poissonSampling`); `fixedSize`,
   * exactly m, each set equally likely (`uniformSampling`).
   */
  readonly sampling?: PrivateSampling['kind'];
  /** δ in (0, 1); below 1/N to mean anything. Default N^−1.1 (McMahan et al. 2018). */
  readonly delta?: number;
  /**
   * `cryptographic`, the default, cannot be repeated. `seeded` comes from the strategy's `rng` and is
   * not private.
   */
  readonly noise?: 'cryptographic' | 'seeded';
  /**
   * Sums the updates instead of `mean`, divided by m as well, with noise of standard deviation z·C that it
   * adds itself: secure aggregation. For a fixed C.
   */
  readonly aggregator?: Aggregator;
  /** Called with a sentence if δ is not below 1/N; default `console.warn`. */
  readonly warn?: (message: string) => void;
}

/** What a strategy needs to be differentially private: spread it into its options. */
export interface DifferentialPrivacy {
  /** Clips on clients and adds noise on the server; comes after all other transforms. */
  readonly transforms: readonly UpdateTransform[];
  readonly aggregator: Aggregator;
  readonly weighting: 'uniform';
}

/**
 * Client-level differential privacy for federated averaging: DP-FedAvg (McMahan et al. 2018, "Learning
 * differentially private recurrent language models", Algorithm 1) and its relatives. Each client's update is
 * clipped to norm C, the sum gets Gaussian noise of standard deviation z·C in each coordinate, and is
 * divided by the m clients that a round has in the mean. An empty round is noise alone.
 *
 * What it promises, and to whom: whoever gets the model, or all models of the run, learns almost nothing
 * about any single client, however much it knows of the others; records say with which ε and δ. It promises
 * nothing against the server, which sees each update and adds the noise. What else is published is not
 * covered: accuracies, losses, and above all who was drawn, since the count relies on that being secret.
 * Noise is in double precision; see `NoiseSource.normal` for what that leaves open.
 *
 * Works with each strategy that sums updates and nothing else: FedAvg, FedAvgM, FedAdagrad, FedAdam, FedYogi,
 * FedProx, FedSGD. Tensors that are not trained, such as moving averages, are clipped and get noise like all
 * others, which can make a moving variance negative: prefer group normalization.
 *
 * ```ts
 * const privacy = fl.privacy.differentialPrivacy({
 *   ...{ clip: { quantile: 0.5 }, noiseMultiplier: 1.2, clients: 3383, clientsPerRound: 120 },
 * });
 * const algorithm = fl.fedAvgM({ trainer, rng, ...plan, ...privacy });
 * const sampler = fl.poissonSampling(120 / 3383);
 * ```
 *
 * @throws ArgumentError for a norm ≤ 0, a negative noise multiplier, noise 0 with a δ, a δ outside (0, 1),
 *   more clients per round than there are; strategies refuse it with `weighting: 'examples'`, aggregators that
 *   are not sums, and where they send or scale by more than clipped updates
 */
export function differentialPrivacy(options: DifferentialPrivacyOptions): DifferentialPrivacy {
  const { clip, noiseMultiplier, clientsPerRound, noise = 'cryptographic' } = options;
  const { aggregator = mean({ denominator: clientsPerRound }) } = options;
  check(options);
  const spent = spending(options);
  const norm =
    typeof clip === 'number'
      ? fixedNorm(clip, noiseMultiplier)
      : followingNorm(clip, noiseMultiplier, clientsPerRound);
  const adds = options.aggregator === undefined && noiseMultiplier > 0;
  const fresh = noise === 'seeded' ? undefined : cryptographicNoise();
  const transform: UpdateTransform = {
    name,
    client: norm.client,
    server(aggregate, at) {
      const source = fresh ?? seededNoise(at.rng);
      const { norm: length, deviation } = norm.server(at, source);
      const scale = deviation / clientsPerRound;
      if (adds) {
        for (let i = 0; i < aggregate.length; i++) aggregate[i] += scale * source.normal();
      }
      return { norm: length, noise: scale };
    },
    privacy: { denominator: clientsPerRound, spent },
  };
  return { transforms: [transform], aggregator, weighting: 'uniform' };
}

/** The transform's name, which its slots begin with. */
const name = 'privacy';

/** The two halves of clipping: what clients do, and the norm and noise of a round's sum. */
interface Norm {
  readonly client: (update: Float32Array, at: ClientMoment) => Sent;
  readonly server: (
    at: ServerMoment,
    source: NoiseSource,
  ) => { readonly norm: number; readonly deviation: number };
}

function fixedNorm(clip: number, noiseMultiplier: number): Norm {
  positive('clip', clip);
  return {
    client(update, { bytes }) {
      clipTo(update, clip);
      return { bytes };
    },
    server: () => ({ norm: clip, deviation: noiseMultiplier * clip }),
  };
}

/** The norm is kept on the server, which sends it with the model. */
function followingNorm(clip: AdaptiveClip, noiseMultiplier: number, clientsPerRound: number): Norm {
  const slot = `${name} norm`;
  const follower = adaptiveClip(clip, noiseMultiplier, clientsPerRound);
  const current = (kept: Float32Array | undefined): number => kept?.[0] ?? follower.initialNorm;
  return {
    client(update, { bytes, serverSlot }) {
      const norm = current(serverSlot(slot));
      const kept = clipTo(update, norm) <= norm;
      return { bytes: bytes + 1, totals: { kept: kept ? 0.5 : -0.5 } };
    },
    server({ totals, slot: slotOf, keep }, source) {
      const norm = current(slotOf(slot));
      const { [`${name}/kept`]: kept = 0 } = totals;
      const next = follower.next(norm, kept + follower.countNoise * source.normal());
      keep(slot, Float32Array.of(next));
      return { norm, deviation: follower.updateNoise * norm };
    },
  };
}

/** What is spent after some rounds. */
function spending({
  noiseMultiplier,
  clients,
  clientsPerRound,
  sampling = 'poisson',
  noise,
  delta = clients ** -1.1,
}: DifferentialPrivacyOptions): (rounds: number) => PrivacySpent | undefined {
  if (noiseMultiplier === 0) return () => undefined;
  const drawn = privateSampling(sampling, clientsPerRound, clients);
  const accountant = privacyAccountant({ noiseMultiplier, sampling: drawn });
  return (rounds) => ({
    epsilon: accountant.epsilon(rounds, delta),
    delta,
    private: noise !== 'seeded',
  });
}

function check({
  clip,
  noiseMultiplier,
  clients,
  clientsPerRound,
  sampling = 'poisson',
  delta,
  noise = 'cryptographic',
  aggregator,
  warn = console.warn,
}: DifferentialPrivacyOptions): void {
  nonNegative('noiseMultiplier', noiseMultiplier);
  wholeNumber('clients', clients, 1);
  if (sampling === 'fixedSize') wholeNumber('clientsPerRound', clientsPerRound, 1, clients);
  else if (!(clientsPerRound > 0 && clientsPerRound <= clients)) {
    throw new ArgumentError('clientsPerRound', `be > 0 and at most ${clients}`, clientsPerRound);
  }
  if (!['cryptographic', 'seeded'].includes(noise)) {
    throw new ArgumentError('noise', 'be cryptographic or seeded', noise);
  }
  if (aggregator && typeof clip !== 'number') {
    throw new ArgumentError('clip', 'be a number if the aggregator adds the noise', clip);
  }
  if (delta === undefined) return;
  checkDelta(delta);
  if (noiseMultiplier === 0) {
    throw new ArgumentError('noiseMultiplier', 'be > 0 to promise a δ', noiseMultiplier);
  }
  if (delta >= 1 / clients) {
    warn(
      `δ = ${delta} is not below 1/${clients}: publishing one client’s data outright would pass as private`,
    );
  }
}
