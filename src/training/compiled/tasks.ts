import { checkLength } from '../../core/parameters';
import type { ParameterSpec } from '../../core/parameters';
import { batchIndices, withEpochs } from '../batches';
import { exampleKind } from '../exampleKind';
import { exampleNoise } from '../exampleNoise';
import type { CompiledPrograms, Program } from './programs';
import type { LocalResult, TrainingTask } from '../localTrainer';
import type { TrainingPlan } from '../plan';
import type { SharedDatasets } from '../worker/sharedMemory';
import { stepRows } from '../worker/stepRows';
import type { ClientAnswer, ClientMessage, Segment } from '../worker/messages';

/** One client's training, prepared for a thread. */
export interface CompiledTask {
  readonly clientId: string;
  readonly message: ClientMessage;
  readonly programs: readonly Program[];
  /** Number of examples in each step, in order. */
  readonly stepSizes: readonly number[];
}

/** What tasks are prepared with. */
export interface TaskContext {
  readonly spec: ParameterSpec;
  readonly programs: CompiledPrograms;
  readonly datasets: SharedDatasets;
}

/** Chooses a client's batches and the programs that take them. Throws a `TraceError`. */
export function compiledTask(
  { clientId, examples, rng, correction, localEpochs }: TrainingTask,
  plan: TrainingPlan,
  { spec, programs, datasets }: TaskContext,
): CompiledTask {
  if (correction) checkLength(spec, 'correction', correction);
  const ownPlan = withEpochs(plan, localEpochs);
  const { examplePrivacy } = plan;
  const privacy = examplePrivacy && exampleNoise(examples.size, ownPlan, examplePrivacy, rng);
  const steps = privacy?.batches ?? batchIndices(examples.size, ownPlan, rng);
  const needed = new Set<Program>();
  const segments: Segment[] = [];
  const program = (batchSize: number): Program =>
    programs.training({
      examples: exampleKind(examples),
      batchSize,
      optimizer: plan.optimizer,
      proximal: (plan.proximalMu ?? 0) > 0,
      correction: correction !== undefined,
      ...(privacy && { examplePrivacy: { noise: privacy.sum.deviation > 0 } }),
    });
  const add = (chosen: Program, batches: readonly Uint32Array[], first: number): void => {
    needed.add(chosen);
    const seed = chosen.random
      ? Uint32Array.from(batches, (_, i) => rng.split('step', first + i).uint32())
      : new Uint32Array(0);
    const { id, batchSize } = chosen.message;
    const noiseSeed = privacy?.seeds?.subarray(first, first + batches.length);
    segments.push({ program: id, ...stepRows(batches, batchSize), seed, noiseSeed });
  };
  if (privacy) {
    const most = Math.max(1, Math.floor(noiseBytes / (4 * spec.size)));
    const padded = program(quarterPadded(Math.max(...steps.map(({ length }) => length), 1)));
    for (let first = 0; first < steps.length; first += most) {
      add(padded, steps.slice(first, first + most), first);
    }
  } else if (steps.length > 0) {
    const padded = program(plan.batchSize === 'full' ? paddedSize(examples.size) : plan.batchSize);
    if (!padded.exactBatch) add(padded, steps, 0);
    else for (const [first, run] of equalRuns(steps)) add(program(run[0].length), run, first);
  }
  return {
    clientId,
    message: {
      examples: datasets.get(examples),
      segments,
      correction,
      ...(privacy && { privateSum: privacy.sum }),
    },
    programs: [...needed],
    stepSizes: steps.map((step) => step.length),
  };
}

/** The most that the noise of a thread's run may take; more steps make several runs. */
const noiseBytes = 16e6;

/** Rows for a step of any size up to this, rounded up by at most a quarter. */
const quarterPadded = (examples: number): number => paddedSize(examples, 2);

/**
 * Rows for all examples of a client, rounded up by at most an eighth so that clients share
 * programs.
 */
function paddedSize(examples: number, bits = 3): number {
  const unit = 2 ** Math.max(0, 31 - bits - Math.clz32(examples));
  return Math.ceil(examples / unit) * unit;
}

/** Runs of consecutive steps with equally many examples, with the index of the first. */
function* equalRuns(
  steps: readonly Uint32Array[],
): Generator<readonly [first: number, run: readonly Uint32Array[]]> {
  let first = 0;
  for (let next = 1; next <= steps.length; next++) {
    if (next < steps.length && steps[next].length === steps[first].length) continue;
    yield [first, steps.slice(first, next)];
    first = next;
  }
}

/** A thread's answer as the trainer's result. */
export function localResult(
  task: CompiledTask,
  update: Float32Array,
  { training }: ClientAnswer,
): LocalResult {
  return {
    clientId: task.clientId,
    update,
    examples: task.message.examples.size,
    steps: task.stepSizes.length,
    training,
  };
}

/** The most clients per job; a job is complete earlier if it gives a thread enough to do. */
export const clientsPerJob = 8;
/** Parameters times examples that keep a thread busy for about two milliseconds. */
const workPerJob = 20e6;

/** Groups small clients, so that messages between threads cost little time. */
export function* inJobs(
  tasks: Iterable<CompiledTask>,
  parameters: number,
): Generator<readonly CompiledTask[]> {
  let job: CompiledTask[] = [];
  let work = 0;
  for (const task of tasks) {
    job.push(task);
    work += task.stepSizes.reduce((sum, size) => sum + size, 0) * parameters;
    if (job.length < clientsPerJob && work < workPerJob) continue;
    yield job;
    job = [];
    work = 0;
  }
  if (job.length > 0) yield job;
}
