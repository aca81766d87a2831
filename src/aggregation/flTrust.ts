import { ArgumentError, FederatedError } from '../core/errors';
import { dotProduct, norm } from '../core/vector';
import type { AnyDataset } from '../data/dataset';
import type { Aggregator } from './aggregator';
import { WeightedMean } from './weightedMean';

/**
 * FLTrust (Cao et al. 2021, "FLTrust: Byzantine-robust federated learning via trust bootstrapping", Algorithm
 * 2): the server trains on a small root set that it trusts, g₀, as if it were a client. A client counts by
 * its trust score, max(0, cos(gₖ, g₀)), and its update is scaled to the length of g₀:
 * Σ scoreₖ·gₖ·‖g₀‖/‖gₖ‖ / Σ scoreₖ. Clients of score 0 are rejected; if all are, the round has no aggregate.
 *
 * Withstands any number of attackers as long as one client agrees with the root set, and is as good as
 * that set. Draw it from training examples that no client holds, never from test examples.
 * Costs the training on the root set; no memory beyond the sum; 6·n·d operations for n clients and d numbers.
 *
 * ```ts
 * const aggregator = fl.aggregation.flTrust(rootExamples);
 * ```
 *
 * @param root at least one example, of the clients' shape and classes
 */
export function flTrust(root: AnyDataset): Aggregator {
  if (root.size === 0) throw new ArgumentError('root', 'hold at least one example', root.size);
  return {
    kind: 'order',
    root,
    begin({ size, rootUpdate }) {
      if (!rootUpdate)
        throw new FederatedError('FLTrust: the server did not train on the root set');
      const rootNorm = norm(rootUpdate);
      const sum = new WeightedMean(size);
      const rejected: string[] = [];
      return {
        add(vector, _weight, clientId, factor = 1) {
          const length = norm(vector);
          const cosine = (dotProduct(vector, rootUpdate) * Math.sign(factor)) / (length * rootNorm);
          // Not a number if either is 0.
          if (cosine > 0) sum.add(vector, cosine, (Math.sign(factor) * rootNorm) / length);
          else rejected.push(clientId);
        },
        result: () => (sum.weight > 0 ? sum.result() : undefined),
        rejected: () => rejected,
      };
    },
  };
}
