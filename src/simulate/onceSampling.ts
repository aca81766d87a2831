import { wholeNumber } from '../core/check';
import { ArgumentError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { CohortSampler } from '../simulation/sampling';

/**
 * `count` clients per round, each at most once in the run: all clients in random order, cut into
 * cohorts. This resembles federations of many clients that keep nothing between rounds (cross-device
 * federations; Kairouz et al. 2021, "Advances and open problems in federated learning", Table 1).
 *
 * @param rounds of the whole run; `rounds × count` is at most the number of clients
 * @param rng the run's own, the same in every round
 */
export function onceSampling(count: number, rounds: number, rng: Rng): CohortSampler {
  wholeNumber('count', count, 1);
  return {
    check: ({ clientIds }) => {
      if (count * rounds <= clientIds.length) return;
      const rule = `be at most ${clientIds.length}, the number of clients, with sampling once`;
      throw new ArgumentError('rounds × clientsPerRound', rule, count * rounds);
    },
    draw: ({ clientIds }, round) => {
      const order = rng.split('once').permutation(clientIds.length);
      const start = (round - 1) * count;
      return Array.from(order.subarray(start, start + count), (index) => clientIds[index]);
    },
  };
}
