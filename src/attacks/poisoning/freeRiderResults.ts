import { stepCount, withEpochs } from '../../training/batches';
import type { LocalResult, LocalTrainer, TrainingTask } from '../../training/localTrainer';
import { sumMetrics } from '../../training/metrics';
import type { TrainingPlan } from '../../training/plan';

/** A task and its result. */
export interface Answer {
  readonly task: TrainingTask;
  readonly result: LocalResult;
}

interface Training {
  readonly parameters: Float32Array;
  readonly tasks: Iterable<TrainingTask>;
  readonly plan: TrainingPlan;
  readonly signal: AbortSignal | undefined;
}

/**
 * The answers to tasks in their order: trained or, for free riders, an update of zeros with the steps of
 * honest training and the metrics of the model as it came.
 */
export async function* answered(
  trainer: LocalTrainer,
  rides: (task: TrainingTask) => boolean,
  { parameters, tasks, plan, signal }: Training,
): AsyncGenerator<Answer, void, undefined> {
  /** Taken, in order, and not yet answered. */
  const open: TrainingTask[] = [];
  function* trained(): Generator<TrainingTask, void, undefined> {
    for (const task of tasks) {
      open.push(task);
      if (!rides(task)) yield task;
    }
  }
  async function* ridden(): AsyncGenerator<Answer, void, undefined> {
    while (open.length > 0 && rides(open[0])) {
      const task = open.shift()!;
      yield { task, result: await untrained(trainer, task, { parameters, plan, signal }) };
    }
  }
  for await (const result of trainer.train(parameters, trained(), plan, signal)) {
    yield* ridden();
    yield { task: open.shift()!, result };
  }
  yield* ridden();
}

async function untrained(
  trainer: LocalTrainer,
  { clientId, examples, localEpochs }: TrainingTask,
  { parameters, plan, signal }: Omit<Training, 'tasks'>,
): Promise<LocalResult> {
  const measured = [];
  for await (const metrics of trainer.evaluate(parameters, [examples], signal)) {
    measured.push(metrics);
  }
  return {
    clientId,
    update: new Float32Array(trainer.spec.size),
    examples: examples.size,
    steps: stepCount(examples.size, withEpochs(plan, localEpochs)),
    training: sumMetrics(measured),
  };
}
