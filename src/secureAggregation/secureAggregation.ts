import type { Accumulator, AggregationRound, Aggregator } from '../aggregation/aggregator';
import { positive, within } from '../core/check';
import { ArgumentError } from '../core/errors';
import { neighborhoodSize } from './neighborhoods/neighborhoodSize';
import { noiseHeadroom } from './noise';
import type { SumNoise } from './noise';
import { InProcessRound } from './protocol/inProcess';
import { clientStages } from './protocol/messages';
import type { ClientStage } from './protocol/messages';
import type { SecureServerOptions } from './protocol/server';
import { modulusBitsFor, quantizer } from './quantize';
import { wholeUpdates } from './wholeUpdates';

/** Options of {@link secureAggregation}. */
export interface SecureAggregationOptions {
  /** > 0: the largest absolute value of an update's numbers; what is beyond is cut off and counted. */
  readonly range: number;
  /** Bits of the whole number for each of them, between 2 and 24; default 16. */
  readonly bits?: number;
  /** The share of the clients, in (1/2, 1], without which a round has no result; default 2/3. */
  readonly threshold?: number;
  /**
   * Even number of clients with which each one shares masks. Default: everybody in cohorts of up to 50,
   * {@link neighborhoodSize} in larger ones.
   */
  readonly neighbors?: number;
  /** > 0: the largest weight of a client. Without it all weights must be 1. */
  readonly maxWeight?: number;
  /** > 0: divides the weighted sum; default the sum of the weights. */
  readonly denominator?: number;
  /**
   * > 0: the L2 norm to which vectors have been clipped, for differential privacy. They are scaled down a
   * little, by 1 − step · √size / norm, so that rounding to the grid makes none longer than this. Default: not
   * scaled.
   */
  readonly clippingNorm?: number;
  /** The probability, in [0, 1], that a client drops out in each stage; default never. */
  readonly dropouts?: Readonly<Partial<Record<ClientStage, number>>>;
  /** Noise in the sum, of which each client adds its share; default none. */
  readonly noise?: SumNoise;
}

/**
 * The weighted mean of vectors that the server never sees: in every round of a simulation the whole
 * protocol of Bonawitz et al. 2017 runs between a server and the cohort, in this process, with keys and
 * masks from the system's generator. Results do not depend on those: the sum of the clients' whole numbers
 * (see {@link quantizer}) is exact.
 *
 * It protects each update from the server and from fewer than the threshold's share of clients together; not
 * the sum, nor the model made of it, from anybody. A cohort of fewer than 2 clients, and one of which too few
 * are left, has no result.
 *
 * Measures the clients in the sum, the share of numbers that were cut off, and whether the round was
 * aborted; the record's bytes are those of all messages. If a strategy scales updates (FedSGD, FedNova,
 * q-FedAvg) and the model has tensors that are not trained, these take a second run of the protocol.
 *
 * ```ts
 * const aggregator = fl.secureAggregation.secureAggregation({ range: 1 });
 * const algorithm = fl.fedAvg({ trainer, rng, ...plan, weighting: 'uniform', aggregator });
 * ```
 *
 * @throws ArgumentError for options out of range; when vectors come, for a weight that is not 1 without
 *   `maxWeight`, or is above it
 */
export function secureAggregation(options: SecureAggregationOptions): Aggregator {
  const { range, bits = 16, threshold = 2 / 3, maxWeight, denominator, dropouts = {} } = options;
  const { noise, neighbors = 2, clippingNorm } = options;
  const grid = quantizer({ range, bits });
  modulusBitsFor(2, bits);
  checkShare(threshold);
  if (!(Number.isSafeInteger(neighbors) && neighbors >= 2 && neighbors % 2 === 0)) {
    throw new ArgumentError('neighbors', 'be even and at least 2', neighbors);
  }
  if (maxWeight !== undefined) positive('maxWeight', maxWeight);
  if (denominator !== undefined) positive('denominator', denominator);
  if (clippingNorm !== undefined) positive('clippingNorm', clippingNorm);
  for (const stage of clientStages) within(`dropouts.${stage}`, dropouts[stage] ?? 0, 0, 1);
  if (noise) {
    positive('noise.standardDeviation', noise.standardDeviation);
    if (maxWeight !== undefined) {
      throw new ArgumentError('maxWeight', 'be left out with noise: weights get none', maxWeight);
    }
  }
  const weighted = maxWeight !== undefined;
  return {
    kind: 'sum',
    masked: true,
    ...(denominator !== undefined && { denominator }),
    begin(round) {
      if (round.cohort.length < 2) return nobody;
      const terms = { ...secureTerms(round.cohort.length, options), clients: round.cohort };
      const headroom = noise ? noiseHeadroom(noise, grid.step) : 0;
      const modulusBits = modulusBitsFor(round.cohort.length, bits, headroom);
      const size = round.size + (weighted ? 1 : 0);
      const secure = new InProcessRound(
        { ...terms, size, modulusBits },
        dropoutsOf(round, dropouts),
      );
      const integers = new Int32Array(size);
      const encode = wholeUpdates({
        ...{ range, bits, clippingNorm, noise },
        ...{ size: round.size, leastSurvivors: terms.leastSurvivors },
      });
      let [clipped, numbers, summed] = [0, 0, 0];
      return {
        add(vector, weight, clientId, factor = 1) {
          const relative = checkedWeight(weight, maxWeight);
          const more = weighted ? [relative * range] : [];
          const one = { update: vector, clientId, rng: round.rng, scale: relative * factor, more };
          clipped += encode(one, integers);
          numbers += vector.length;
          secure.mask(clientId, integers);
        },
        result() {
          const outcome = secure.finish();
          if (!outcome) return undefined;
          const { sum, survivors } = outcome;
          summed = survivors.length;
          const weights = weighted ? sum[round.size] * (grid.step / range) * maxWeight : summed;
          const divisor = denominator ?? weights;
          if (divisor <= 0) return undefined;
          const scale = (grid.step * (maxWeight ?? 1)) / divisor;
          return Float32Array.from(sum.subarray(0, round.size), (value) => value * scale);
        },
        report: () => ({
          bytesUp: secure.bytesUp,
          bytesDown: secure.bytesDown,
          measures: {
            'secure/clients': summed,
            'secure/clipped': numbers > 0 ? clipped / numbers : 0,
            'secure/aborted': summed > 0 ? 0 : 1,
          },
        }),
      };
    },
  };
}

/**
 * The protocol's terms for a cohort: how many shares recover a secret, how many clients must be left, and
 * how many neighbors each has (undefined: everybody).
 *
 * ```ts
 * fl.secureAggregation.secureTerms(10); // { threshold: 7, leastSurvivors: 7, neighbors: undefined }
 * ```
 *
 * @param clients at least 2
 */
export function secureTerms(
  clients: number,
  options: Pick<SecureAggregationOptions, 'threshold' | 'neighbors'> = {},
): Pick<Required<SecureServerOptions>, 'threshold' | 'leastSurvivors'> & {
  readonly neighbors: number | undefined;
} {
  const { threshold: share = 2 / 3 } = options;
  checkShare(share);
  const wanted =
    options.neighbors ??
    (clients > 50 ? neighborhoodSize({ clients, threshold: share }) : Infinity);
  const neighbors = wanted < clients - 1 ? wanted : undefined;
  const least = (count: number): number =>
    Math.min(count, Math.max(2, Math.floor(count / 2) + 1, Math.ceil(share * count - 1e-9)));
  const threshold = least((neighbors ?? clients - 1) + 1);
  return { threshold, leastSurvivors: Math.max(threshold, least(clients)), neighbors };
}

function checkShare(share: number): void {
  if (share > 0.5 && share <= 1) return;
  throw new ArgumentError('threshold', 'be above 0.5 and at most 1', share);
}

/** A weight relative to the largest one. */
function checkedWeight(weight: number, maxWeight: number | undefined): number {
  if (maxWeight === undefined) {
    if (weight === 1) return 1;
    const rule =
      'give every client the weight 1 in secure aggregation (uniform weighting), or have a bound (maxWeight)';
    throw new ArgumentError('weighting', rule, weight);
  }
  if (weight <= maxWeight) return weight / maxWeight;
  throw new ArgumentError('maxWeight', `be at least the largest weight, ${weight}`, maxWeight);
}

/** Each client's draws are its own, whatever the others' are. */
function dropoutsOf(
  { rng }: AggregationRound,
  dropouts: SecureAggregationOptions['dropouts'] = {},
): (id: string, stage: ClientStage) => boolean {
  return (id, stage) => {
    const probability = dropouts[stage] ?? 0;
    return probability > 0 && rng.split('dropouts', stage, id).uniform() < probability;
  };
}

/** A sum of one vector would be the vector. */
const nobody: Accumulator = {
  add: () => undefined,
  result: () => undefined,
  report: () => ({
    bytesUp: 0,
    bytesDown: 0,
    measures: { 'secure/clients': 0, 'secure/clipped': 0, 'secure/aborted': 1 },
  }),
};
