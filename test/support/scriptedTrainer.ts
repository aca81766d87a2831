import { parameterSpec } from '../../src/core/parameters';
import type { LocalTrainer, TrainingTask } from '../../src/training/localTrainer';
import type { TrainingPlan } from '../../src/training/plan';

/** What a scripted trainer was asked to do. */
export interface TrainingCall {
  readonly parameters: Float32Array;
  readonly tasks: readonly TrainingTask[];
  readonly plan: TrainingPlan;
}

export interface Script {
  /** The initial parameters; they give the model's size. */
  readonly start: readonly number[];
  /** The update of a client in the n-th call of `train`, from 0. */
  readonly update: (clientId: string, call: number) => readonly number[];
  /** Mean losses that the n-th call of `evaluate` gives. */
  readonly losses?: (call: number) => readonly number[];
  /** Steps that a client says it took; default 1. */
  readonly steps?: (clientId: string) => number;
}

/** A trainer whose clients return updates that are known beforehand; it keeps what it was asked. */
export function scriptedTrainer(script: Script): LocalTrainer & { readonly calls: TrainingCall[] } {
  const spec = parameterSpec([{ name: 'w', shape: [script.start.length] }]);
  const calls: TrainingCall[] = [];
  let evaluations = 0;
  return {
    spec,
    calls,
    initialParameters: () => Float32Array.from(script.start),
    async *train(parameters, given, plan) {
      const tasks = [...given];
      const call = calls.push({ parameters, tasks, plan }) - 1;
      for (const { clientId, examples } of tasks) {
        await Promise.resolve();
        yield {
          clientId,
          update: Float32Array.from(script.update(clientId, call)),
          examples: examples.size,
          steps: script.steps?.(clientId) ?? 1,
          training: { examples: examples.size, lossSum: 2 * examples.size, correct: 5 },
        };
      }
    },
    async *evaluate(_, datasets) {
      const losses = script.losses?.(evaluations++) ?? [];
      let k = 0;
      for (const { size } of datasets) {
        await Promise.resolve();
        yield { examples: size, lossSum: losses[k++] * size, correct: 0 };
      }
    },
    predict: () => Promise.reject(new Error('not part of this test')),
    recycle: () => undefined,
    dispose: () => undefined,
  };
}
