import { positive } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { AggregationRound, Aggregator } from './aggregator';
import { KeptVectors } from './keptVectors';
import type { KeptVectorsOptions } from './keptVectors';

/** The clients' vectors of a round, all there. */
export interface KeptRound extends AggregationRound {
  readonly kept: KeptVectors;
  /** Of each vector; all > 0. */
  readonly weights: readonly number[];
}

/** What a rule makes of them. */
export interface Combined {
  readonly aggregate: Float32Array;
  /** Which vectors take part in it; default all. */
  readonly chosen?: readonly number[];
}

/** A rule that needs all vectors of a round at once. */
export interface OrderRule {
  /** As messages write it. */
  readonly name: string;
  readonly minimumClients?: number;
  readonly memory: KeptVectorsOptions;
  /** Called with at least `minimumClients` vectors, and at least one. */
  readonly combine: (round: KeptRound) => Combined;
}

/**
 * The aggregator of a rule: keeps the vectors, combines them, forgets them. If clients were rejected so
 * that fewer than `minimumClients` are left, the round has no aggregate.
 */
export function orderRule({ name, minimumClients = 1, memory, combine }: OrderRule): Aggregator {
  if (memory.memoryBytes !== undefined) positive('memoryBytes', memory.memoryBytes);
  return {
    kind: 'order',
    minimumClients,
    begin(round) {
      checkCohortSize(name, minimumClients, round.cohort.length);
      const kept = new KeptVectors(round.size, memory);
      const weights: number[] = [];
      const ids: string[] = [];
      let rejected: readonly string[] = [];
      return {
        add(vector, weight, clientId, factor) {
          kept.add(vector, factor);
          weights.push(weight);
          ids.push(clientId);
        },
        result() {
          if (ids.length < minimumClients) return undefined;
          const { aggregate, chosen } = combine({ ...round, kept, weights });
          if (chosen) {
            const taken = new Set(chosen);
            rejected = ids.filter((_, k) => !taken.has(k));
          }
          return aggregate;
        },
        rejected: () => rejected,
        dispose() {
          kept.dispose();
        },
      };
    },
  };
}

/** Throws an `ArgumentError` for a cohort that is too small for a rule, unless nobody answered. */
function checkCohortSize(name: string, minimum: number, clients: number): void {
  if (clients === 0 || clients >= minimum) return;
  throw new ArgumentError('cohort', `hold at least ${minimum} clients for ${name}`, clients);
}
