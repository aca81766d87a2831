import { nonNegative, positive, wholeNumber, within } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { ClientDataset } from '../data/federatedDataset';
import type { Participant } from '../strategies/federatedAlgorithm';

/** Clients that are too slow for a round's work. */
export type Stragglers =
  | {
      readonly kind: 'partial';
      /**
       * Share of each cohort, rounded to whole clients and in [0, 1], that manages only 1 … E − 1
       * epochs, each number equally likely (Li et al. 2020, "Federated optimization in heterogeneous
       * networks", section 5.2).
       */
      readonly share: number;
      /** The plan's epochs E, at least 2. */
      readonly localEpochs: number;
    }
  | {
      readonly kind: 'deadline';
      /**
       * Examples that a client of median speed trains on before the round ends, > 0, counting each
       * example once per epoch. A client with s times that speed and n examples does
       * ⌊s · deadline / n⌋ epochs, at most E; one that manages none drops out.
       */
      readonly deadline: number;
      /** Speeds are log-normal, one per client for all rounds: standard deviation of log s, ≥ 0. */
      readonly speedSpread: number;
      /** The plan's epochs E, at least 1. */
      readonly localEpochs: number;
    };

/** How much the clients of a cohort do. */
export interface ParticipationOptions {
  /**
   * Probability in [0, 1] that a drawn client never answers, independently for each client and round.
   * Default 0. Such a client neither trains nor counts in the traffic.
   */
  readonly dropouts?: number;
  /** Default: every client has time for all epochs. */
  readonly stragglers?: Stragglers;
}

/** The clients of a cohort that take part, in its order, and the ids of the others. */
export interface Participation {
  readonly participants: readonly Participant[];
  readonly dropped: readonly string[];
}

/** Throws an `ArgumentError` for an option out of range. */
export function checkParticipation({ dropouts = 0, stragglers }: ParticipationOptions): void {
  within('dropouts', dropouts, 0, 1);
  switch (stragglers?.kind) {
    case undefined:
      return;
    case 'partial':
      within('stragglers.share', stragglers.share, 0, 1);
      wholeNumber('stragglers.localEpochs', stragglers.localEpochs, 2);
      return;
    case 'deadline':
      positive('stragglers.deadline', stragglers.deadline);
      nonNegative('stragglers.speedSpread', stragglers.speedSpread);
      wholeNumber('stragglers.localEpochs', stragglers.localEpochs, 1);
      return;
    default:
      throw new ArgumentError(
        'stragglers.kind',
        'be one of partial, deadline',
        (stragglers as { kind: unknown }).kind,
      );
  }
}

/**
 * Simulates which clients of a cohort drop out and which have time for fewer epochs.
 *
 * @param round 1 for the first
 * @param rng the run's own; a client's fate in a round does not depend on earlier draws
 */
export function participation(
  cohort: readonly ClientDataset<AnyDataset>[],
  options: ParticipationOptions,
  round: number,
  rng: Rng,
): Participation {
  checkParticipation(options);
  const { dropouts = 0, stragglers } = options;
  const epochs = stragglers
    ? localEpochs(cohort, stragglers, round, rng)
    : new Map<string, never>();
  const participants: Participant[] = [];
  const dropped: string[] = [];
  for (const client of cohort) {
    const { id } = client;
    const manages = epochs.get(id);
    const silent = rng.split('dropout', round, 'client', id).uniform() < dropouts;
    if (silent || manages === 0) dropped.push(id);
    else participants.push(manages === undefined ? client : { ...client, localEpochs: manages });
  }
  return { participants, dropped };
}

/** The epochs of the clients that have no time for all of them. */
function localEpochs(
  cohort: readonly ClientDataset<AnyDataset>[],
  stragglers: Stragglers,
  round: number,
  rng: Rng,
): ReadonlyMap<string, number> {
  if (stragglers.kind === 'partial') {
    const { share, localEpochs: all } = stragglers;
    const draw = rng.split('stragglers', round);
    const slow = draw.sample(cohort, Math.round(share * cohort.length));
    return new Map(slow.map(({ id }) => [id, 1 + draw.integer(all - 1)]));
  }
  const { deadline, speedSpread, localEpochs: all } = stragglers;
  const managed = cohort.map(({ id, train }) => {
    const speed = Math.exp(speedSpread * rng.split('speed', id).normal());
    return [id, Math.floor((speed * deadline) / train.size)] as const;
  });
  return new Map(managed.filter(([, epochs]) => epochs < all));
}
