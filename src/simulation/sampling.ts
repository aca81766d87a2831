import { positive, wholeNumber, within } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';

/** How the clients of a round are chosen. Stateless, so that a run can be resumed. */
export interface CohortSampler {
  /** Throws an `ArgumentError` if it cannot draw from these clients. */
  check(federated: FederatedDataset<AnyDataset>): void;
  /**
   * The ids of a round's clients, each once.
   *
   * @param round 1 for the first
   * @param rng the round's own: `rng.split('cohort', round)`
   */
  draw(federated: FederatedDataset<AnyDataset>, round: number, rng: Rng): readonly string[];
}

/** `count` clients per round, each set of them equally likely. @param count 1 … number of clients */
export function uniformSampling(count: number): CohortSampler {
  return {
    check: ({ clientIds }) => {
      wholeNumber('count', count, 1, clientIds.length);
    },
    draw: ({ clientIds }, _round, rng) => rng.sample(clientIds, count),
  };
}

/** The same clients in every round, in this order. @param ids known ones, each once, at least one */
export function fixedSampling(ids: readonly string[]): CohortSampler {
  return {
    check: ({ name, clientIds }) => {
      const known = new Set(clientIds);
      const rule = `hold different clients of ${name}, at least one`;
      if (ids.length === 0 || new Set(ids).size < ids.length) {
        throw new ArgumentError('ids', rule, ids);
      }
      const unknown = ids.find((id) => !known.has(id));
      if (unknown !== undefined) throw new ArgumentError('ids', rule, unknown);
    },
    draw: () => ids,
  };
}

/**
 * `count` clients per round, drawn one by one without replacement, with probabilities proportional to
 * the clients' numbers of training examples; a client without any is never drawn
 * (Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir", algorithm A).
 *
 * An average that weights by examples as well counts large clients twice: Li et al. 2020, "On the
 * convergence of FedAvg on non-IID data", section 3.3, averages such a cohort evenly.
 *
 * ```ts
 * const sampler = fl.weightedSampling(10);
 * ```
 *
 * @param count between 1 and the number of clients that have training examples
 */
export function weightedSampling(count: number): CohortSampler {
  return {
    check: (federated) => {
      const filled = federated.clientIds.filter((id) => federated.clientSize(id).train > 0);
      wholeNumber('count', count, 1, filled.length);
    },
    draw: (federated, _round, rng) => {
      // log(u)/w orders as u^(1/w) does, without its underflow; a weight of 0 comes last.
      const keys = federated.clientIds.map((id) => ({
        id,
        key: Math.log(1 - rng.uniform()) / federated.clientSize(id).train,
      }));
      keys.sort((a, b) => b.key - a.key);
      return keys.slice(0, count).map(({ id }) => id);
    },
  };
}

/**
 * Each client takes part with the same probability, independently of the others, so a round has a random
 * number of clients, sometimes none, as accountants of differential privacy assume (Abadi et al. 2016,
 * "Deep learning with differential privacy", section 3.1).
 *
 * ```ts
 * const sampler = fl.poissonSampling(0.1); // 10 of 100 clients on average
 * ```
 *
 * @param rate in (0, 1]
 */
export function poissonSampling(rate: number): CohortSampler {
  within('rate', positive('rate', rate), 0, 1);
  return {
    check: () => undefined,
    draw: ({ clientIds }, _round, rng) => clientIds.filter(() => rng.uniform() < rate),
  };
}

/** When clients can take part: for each id, rounds or inclusive spans of rounds. */
export type AvailabilityTrace = Readonly<
  Record<string, readonly (number | readonly [first: number, last: number])[]>
>;

/** Options of {@link availabilityTrace}. */
export interface AvailabilityOptions {
  /** Rounds after which the trace repeats, at least 1: a day. Default: never. */
  readonly period?: number;
}

/**
 * `count` clients per round, each set of available ones equally likely; all available ones if there are
 * fewer, possibly none. A client that the trace does not name is never available.
 *
 * ```ts
 * const sampler = fl.availabilityTrace(10, { ann: [[1, 8]], ben: [[9, 16]] }, { period: 24 });
 * ```
 *
 * @param count at least 1
 * @param trace rounds from 1; a span's last round is not before its first
 */
export function availabilityTrace(
  count: number,
  trace: AvailabilityTrace,
  { period = Infinity }: AvailabilityOptions = {},
): CohortSampler {
  wholeNumber('count', count, 1);
  if (period !== Infinity) wholeNumber('period', period, 1);
  for (const [id, spans] of Object.entries(trace)) {
    for (const span of spans) checkSpan(`trace of ${id}`, span, period);
  }
  return {
    check: ({ name, clientIds }) => {
      const known = new Set(clientIds);
      const unknown = Object.keys(trace).find((id) => !known.has(id));
      if (unknown !== undefined) {
        throw new ArgumentError('trace', `name clients of ${name} only`, unknown);
      }
    },
    draw: ({ clientIds }, round, rng) => {
      const moment = period === Infinity ? round : ((round - 1) % period) + 1;
      const there = clientIds.filter(
        (id) => Object.hasOwn(trace, id) && trace[id].some((span) => covers(span, moment)),
      );
      return rng.sample(there, Math.min(count, there.length));
    },
  };
}

type Span = AvailabilityTrace[string][number];

function checkSpan(argument: string, span: Span, period: number): void {
  const [first, last] = typeof span === 'number' ? [span, span] : span;
  const end = Math.min(period, Number.MAX_SAFE_INTEGER);
  wholeNumber(argument, first, 1, end);
  wholeNumber(argument, last, first, end);
}

function covers(span: Span, round: number): boolean {
  return typeof span === 'number' ? span === round : span[0] <= round && round <= span[1];
}
