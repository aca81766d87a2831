import { parameterSpec } from '../../src/core/parameters';
import type { LocalTrainer } from '../../src/training/localTrainer';

/**
 * A trainer without a model, quick and with the same bits everywhere: each step pulls the parameters
 * (four, from 1, 2, 3, 4) towards 0 and adds noise from the client's stream. Evaluation says that a
 * share min(1, |w₀|) of the examples is right, and that each one's loss is w₁.
 */
export function noisyTrainer(): LocalTrainer {
  const initial = Float32Array.of(1, 2, 3, 4);
  return {
    spec: parameterSpec([{ name: 'w', shape: [4] }]),
    initialParameters: () => initial.slice(),
    async *train(parameters, tasks, plan, signal) {
      for (const { clientId, examples, rng, correction, localEpochs } of tasks) {
        await Promise.resolve();
        signal?.throwIfAborted();
        const steps = localEpochs ?? plan.localEpochs;
        const local = parameters.slice();
        for (let step = 0; step < steps; step++) {
          for (let i = 0; i < local.length; i++) {
            const gradient = local[i] + 0.1 * rng.normal() + (correction?.[i] ?? 0);
            local[i] -= plan.clientLearningRate * gradient;
          }
        }
        const seen = examples.size * steps;
        yield {
          clientId,
          update: local.map((value, i) => value - parameters[i]),
          examples: examples.size,
          steps,
          training: { examples: seen, lossSum: 2 * seen, correct: seen / 4 },
        };
      }
    },
    async *evaluate(parameters, datasets, signal) {
      for (const { size } of datasets) {
        await Promise.resolve();
        signal?.throwIfAborted();
        const share = Math.min(1, Math.abs(parameters[0]));
        yield { examples: size, lossSum: parameters[1] * size, correct: share * size };
      }
    },
    predict: () => Promise.reject(new Error('not part of this trainer')),
    recycle: () => undefined,
    dispose: () => undefined,
  };
}
