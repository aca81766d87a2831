import { compileEvaluation, compileTraining } from '../../compiler/trace/program';
import type { BatchShape, OptimizerSpec, TrainingProgram } from '../../compiler/trace/program';
import type { ExampleKind } from '../exampleKind';
import type { CompilableModel } from '../eager/stepModel';
import type { ClientOptimizer, TrainingPlan } from '../plan';
import { shareNumbers } from '../worker/sharedMemory';
import type { ProgramMessage } from '../worker/messages';

/** How many programs are kept; others are compiled again when needed. */
const keptPrograms = 64;

/** What a training program is compiled for. */
export interface TrainingVariant extends Pick<TrainingPlan, 'optimizer'> {
  readonly examples: ExampleKind;
  readonly batchSize: number;
  readonly proximal: boolean;
  readonly correction: boolean;
  readonly examplePrivacy?: { readonly noise: boolean };
}

/** A compiled program. */
export interface Program {
  readonly message: ProgramMessage;
  /** Whether its steps must be full because padding would change the result. */
  readonly exactBatch: boolean;
  /** Whether its steps draw random numbers. */
  readonly random: boolean;
}

let programs = 0;

/** Compiles a model's programs on demand, and keeps them. */
export class CompiledPrograms {
  readonly #model: CompilableModel;
  readonly #kept = new Map<string, Program>();

  constructor(model: CompilableModel) {
    this.#model = model;
  }

  /** Local training with a loss, its gradient and an update rule. Throws a `TraceError`. */
  training(variant: TrainingVariant): Program {
    return this.#get(['train', variant], () => {
      const { step, loss } = this.#model;
      const optimizer = optimizerSpec(variant.optimizer);
      const options = { ...variant, optimizer, updates: true };
      const program = compileTraining(step, loss, options);
      const { exactBatch, random } = program;
      return { message: this.#message(program, variant), exactBatch, random };
    });
  }

  /** Losses and outputs. Throws a `TraceError`. */
  evaluation(examples: ExampleKind, batchSize: number): Program {
    return this.#get(['evaluate', examples, batchSize], () => {
      const { step, loss } = this.#model;
      const { bytes, exactBatch } = compileEvaluation(step, loss, { examples, batchSize });
      const message = this.#message(
        { bytes, outputs: [], updates: [], slots: [], scaled: false },
        { examples, batchSize },
      );
      return { message, exactBatch, random: false };
    });
  }

  #get(what: unknown, compile: () => Program): Program {
    const key = JSON.stringify(what);
    const program = this.#kept.get(key) ?? compile();
    this.#kept.delete(key);
    this.#kept.set(key, program);
    if (this.#kept.size > keptPrograms) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return program;
  }

  #message(
    {
      bytes,
      outputs,
      updates,
      slots,
      scaled,
    }: Pick<TrainingProgram, 'bytes' | 'outputs' | 'updates' | 'slots' | 'scaled'>,
    { examples, batchSize }: BatchShape,
  ): ProgramMessage {
    return {
      id: programs++,
      bytes: shareNumbers(bytes),
      batchSize,
      features: examples.features,
      threshold: this.#model.threshold,
      scaled,
      variables: this.#model.spec.tensors.map(({ shape, offset, size }, i) => ({
        shape,
        offset,
        size,
        output: outputs[i],
        update: updates[i],
      })),
      slots,
    };
  }
}

/** The optimizer with the same defaults as in the eager trainer. */
export function optimizerSpec(optimizer: ClientOptimizer = { kind: 'sgd' }): OptimizerSpec {
  if (optimizer.kind !== 'adam') return optimizer;
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = optimizer;
  return { kind: 'adam', beta1, beta2, epsilon };
}
