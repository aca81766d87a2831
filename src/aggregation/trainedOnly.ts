import { untrainedRanges } from '../core/parameters';
import type { ParameterSpec } from '../core/parameters';
import type { ServerOptimizer } from './serverOptimizer';

/**
 * Restricts a server optimizer to trained tensors: the others take the clients' mean, w ← w + Δ, and
 * count as 0 in its slots. A momentum or a rate above 1 could push a moving variance below 0, which
 * makes the model's outputs NaN.
 *
 * If all tensors are trained, this is the optimizer itself.
 */
export function trainedOnly(optimizer: ServerOptimizer, spec: ParameterSpec): ServerOptimizer {
  const ranges = untrainedRanges(spec);
  if (ranges.length === 0) return optimizer;
  return {
    initialize: (size) => optimizer.initialize(size),
    step(before, update, slots, round) {
      const changes = ranges.map(([start, end]) => update.slice(start, end));
      for (const [start, end] of ranges) update.fill(0, start, end);
      const stepped = optimizer.step(before, update, slots, round);
      const parameters = stepped.parameters === before ? before.slice() : stepped.parameters;
      ranges.forEach(([start], i) => {
        changes[i].forEach((change, k) => {
          parameters[start + k] = before[start + k] + change;
        });
      });
      return { parameters, slots: stepped.slots };
    },
  };
}
