import { wholeNumber } from '../../core/check';
import { counted } from '../../core/counted';
import { ArgumentError } from '../../core/errors';
import { cellSignal } from '../../core/interruption';
import { checkLength } from '../../core/parameters';
import { joinVectors } from '../../core/vector';
import { availableParallelism } from '../../platform/system';
import { isShared, noThreads, sharedBuffer } from '../../platform/threads';
import type { AnyDataset } from '../../data/dataset';
import { evaluationRanges, emptyAnswer } from './evaluation';
import type { EvaluationRange } from './evaluation';
import { CompiledPrograms } from './programs';
import { clientsPerJob, compiledTask, inJobs, localResult } from './tasks';
import type { CompiledTask } from './tasks';
import { DatasetChecks } from '../datasetChecks';
import type { ExampleKind } from '../exampleKind';
import { takesSingleOutput } from '../eager/loss';
import type { Loss } from '../eager/loss';
import { checkExamplesApart } from '../eager/privateStep';
import { compilableModel } from '../eager/stepModel';
import type { TrainableModel } from '../eager/model';
import { inOrder } from '../inOrder';
import type { LocalTrainer, TrainingTask } from '../localTrainer';
import { sumMetrics } from '../metrics';
import type { Metrics } from '../metrics';
import { tracedOutputs } from '../eager/shapes';
import { checkPlan } from '../plan';
import type { TrainingPlan } from '../plan';
import { SharedDatasets, SharedVectors, sharedVector } from '../worker/sharedMemory';
import { WorkerPool } from '../worker/pool';
import type { EvaluationAnswer, Runtime } from '../worker/messages';

/** How a compiled trainer runs; none of it changes a result beyond rounding. */
export interface CompiledTrainerOptions {
  /** One loss per example; the default is that of {@link eagerTrainer}. */
  readonly loss?: Loss;
  /**
   * Threads that train clients in parallel, at least 1; by default one per processor, at most four,
   * since each holds ONNX Runtime and a model. Results are bit-identical for any number.
   */
  readonly workers?: number;
  /** `node` is ONNX Runtime's native build, `web` WebAssembly; `auto` the first that loads. */
  readonly engine?: Runtime | 'auto';
}

const engines = ['auto', 'node', 'web'];

/**
 * Trains each client with one compiled program: tfjs's own training step, traced once and run by
 * ONNX Runtime in separate threads, so that timers and displays keep working.
 *
 * Programs are compiled when a plan first needs them: one for each batch size, and with `full` one
 * for clients of about the same size. `train`, `evaluate` and `predict` throw a `TraceError` if the
 * model contains something that cannot be compiled. Random masks (dropout, noise) come from the
 * task's `rng` through a different generator than the eager trainer's.
 *
 * The threads of an idle trainer do not keep a process alive; `dispose` ends them immediately.
 */
export function compiledTrainer(
  model: TrainableModel,
  options: CompiledTrainerOptions = {},
): LocalTrainer {
  const { workers = Math.min(4, availableParallelism()), engine = 'auto' } = options;
  wholeNumber('workers', workers, 1);
  if (!engines.includes(engine)) {
    throw new ArgumentError('engine', `be one of ${engines.join(', ')}`, engine);
  }
  const compilable = compilableModel(model, options.loss);
  const { spec, initial, step, loss, threshold } = compilable;
  const checks = new DatasetChecks(
    { ...compilable, singleOutput: takesSingleOutput(loss) },
    (kind) => tracedOutputs(step, loss, kind),
  );
  const context = {
    spec,
    programs: new CompiledPrograms(compilable),
    datasets: new SharedDatasets(),
  };
  const pool = new WorkerPool(workers, engine);
  const spares: Float32Array[] = [];
  const vectors = new SharedVectors();

  /** Runs one job per item. If the consumer stops iterating, the remaining jobs are cancelled. */
  async function* answers<Item, Result>(
    items: Iterable<Item>,
    start: (item: Item, stopped: Int32Array) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Result> {
    const stopped = new Int32Array(sharedBuffer(Int32Array.BYTES_PER_ELEMENT));
    try {
      yield* inOrder(items, pool.capacity, (item) => start(item, stopped), signal);
    } finally {
      Atomics.store(stopped, 0, 1);
    }
  }

  function* prepared(tasks: Iterable<TrainingTask>, plan: TrainingPlan): Generator<CompiledTask> {
    for (const task of tasks) {
      checks.examples(task.examples);
      yield compiledTask(task, plan, context);
    }
  }

  function* fitting(datasets: Iterable<AnyDataset>): Generator<AnyDataset> {
    for (const dataset of datasets) yield checks.examples(dataset);
  }

  /** Runs the model forward over ranges of datasets, in order. */
  async function* forward(
    parameters: Float32Array,
    datasets: Iterable<AnyDataset>,
    { labeled, signal }: { readonly labeled: boolean; readonly signal?: AbortSignal },
  ): AsyncGenerator<readonly [EvaluationRange, EvaluationAnswer]> {
    checkLength(spec, 'parameters', parameters);
    const shared = vectors.copy(parameters);
    const run = async (range: EvaluationRange, stopped: Int32Array) => {
      if (range.examples.size === 0) return [range, emptyAnswer] as const;
      const { message } = context.programs.evaluation(range.kind, range.batchSize);
      const { rows } = range;
      const { targets } = range.examples;
      // If only predictions are requested, labels may have no output.
      const examples =
        labeled || targets instanceof Float32Array
          ? range.examples
          : { ...range.examples, targets: new Uint8Array(targets.length) };
      const answer = await pool.run({
        programs: [message],
        work: { kind: 'evaluate', program: message.id, parameters: shared, examples, rows },
        stopped,
        names: ['evaluation'],
      });
      return [range, answer] as const;
    };
    const exactBatch = (kind: ExampleKind, batchSize: number): boolean =>
      context.programs.evaluation(kind, batchSize).exactBatch;
    const ranges = evaluationRanges(datasets, context.datasets, exactBatch);
    yield* answers(ranges, run, signal);
    vectors.recycle(shared);
  }

  return {
    spec,
    threshold,
    description:
      `clients train in compiled programs on ONNX Runtime, ${counted(pool.size, 'thread')}` +
      (noThreads === undefined ? '' : `: ${noThreads}`),

    initialParameters: () => initial.slice(),

    async *train(parameters, tasks, plan, signal = cellSignal()) {
      checkPlan(plan);
      if (plan.examplePrivacy) checkExamplesApart(step.layers);
      checkLength(spec, 'parameters', parameters);
      const shared = {
        parameters: vectors.copy(parameters),
        rate: plan.clientLearningRate,
        proximalMu: plan.proximalMu ?? 0,
      };
      const jobs = inJobs(prepared(tasks, plan), spec.size);
      const run = async (job: readonly CompiledTask[], stopped: Int32Array) => {
        const clients = job.map(({ message }) => message);
        const updates = clients.map(() => spares.pop() ?? sharedVector(spec.size));
        const answer = await pool.run({
          programs: job.flatMap((task) => task.programs.map(({ message }) => message)),
          work: { kind: 'train', ...shared, clients, updates },
          stopped,
          names: job.map(({ clientId }) => `client ${clientId}`),
        });
        return job.map((task, i) => localResult(task, updates[i], answer[i]));
      };
      for await (const results of answers(jobs, run, signal)) {
        for (const result of results) {
          signal?.throwIfAborted();
          yield result;
        }
      }
      vectors.recycle(shared.parameters);
    },

    async *evaluate(parameters, datasets, signal = cellSignal()) {
      let parts: Metrics[] = [];
      for await (const [range, answer] of forward(parameters, fitting(datasets), {
        labeled: true,
        signal,
      })) {
        parts.push(answer.metrics);
        if (!range.last) continue;
        signal?.throwIfAborted();
        yield sumMetrics(parts);
        parts = [];
      }
    },

    async predict(parameters, dataset) {
      checks.features(dataset);
      const parts: Float32Array[] = [];
      for await (const [{ examples, rows }, { outputs }] of forward(parameters, [dataset], {
        labeled: false,
        signal: cellSignal(),
      })) {
        const width = outputs.length / rows.index.length;
        parts.push(outputs.subarray(0, examples.size * width));
      }
      return joinVectors(parts);
    },

    recycle: (update) => {
      const whole = update.length === spec.size && isShared(update);
      const most = pool.capacity * clientsPerJob;
      if (whole && spares.length < most && !spares.includes(update)) spares.push(update);
    },

    dispose: () => {
      spares.length = 0;
      pool.dispose();
      compilable.dispose();
    },
  };
}
