import * as tf from '@tensorflow/tfjs';
import { cellSignal } from '../../core/interruption';
import { checkLength, unflatten } from '../../core/parameters';
import { joinVectors } from '../../core/vector';
import { readVariables, writeVariables } from '../../models/parameters';
import { nextTurn } from '../../platform/timers';
import { batchIndices, consecutiveIndices, withEpochs } from '../batches';
import { exampleNoise, stepNoise } from '../exampleNoise';
import { DatasetChecks } from '../datasetChecks';
import { lossOf, takesSingleOutput, thresholdOf } from './loss';
import type { Loss } from './loss';
import { eagerModel } from './model';
import type { EagerModel, TrainableModel } from './model';
import { checkExamplesApart, privateStep } from './privateStep';
import { measureBatch, predictBatch, trainStep } from './step';
import type { GradientTerms, SteppingClient } from './step';
import { LentWeights } from './weights';
import type { LocalResult, LocalTrainer, TrainingTask } from '../localTrainer';
import { sumMetrics } from '../metrics';
import type { Metrics } from '../metrics';
import { eagerOutputs } from './shapes';
import { checkPlan } from '../plan';
import type { TrainingPlan } from '../plan';
import { withSeededRandom } from './seededRandom';

const evaluationBatchSize = 256;
/** How long a client trains before it yields to timers, signals and connections. */
const sliceMilliseconds = 100;

/**
 * The reference trainer: any tfjs model, step by step, on tfjs's current backend.
 *
 * The model's own weights are replaced while a client trains or a batch is measured, and are
 * restored right after, also whenever a long training yields. Nothing leaks: the number of tensors
 * is the same before and after a call.
 *
 * @param model a tfjs `LayersModel` with one input and one output, or a model written by hand
 * @param options.loss one loss per example; by default cross-entropy: of probabilities if the model
 *   ends in softmax, binary if it ends in sigmoid, of logits otherwise; and
 *   the squared error where numbers are to be predicted
 */
export function eagerTrainer(
  model: TrainableModel,
  options: { readonly loss?: Loss } = {},
): LocalTrainer {
  const eager = eagerModel(model);
  const { spec, variables } = eager;
  const loss = lossOf(eager, options.loss);
  const checks = new DatasetChecks({ ...eager, singleOutput: takesSingleOutput(loss) }, (kind) =>
    eagerOutputs(eager, loss, kind),
  );
  const initial = readVariables(spec, variables);

  function withParameters<T>(parameters: Float32Array, body: () => T): T {
    writeVariables(spec, variables, parameters);
    try {
      return body();
    } finally {
      writeVariables(spec, variables, initial);
    }
  }

  async function trained(training: ClientTraining, signal?: AbortSignal): Promise<LocalResult> {
    const weights = new LentWeights(variables);
    try {
      writeVariables(spec, variables, training.parameters);
      return await trainClient(training, () => weights.duringPause(() => pause(signal)));
    } finally {
      writeVariables(spec, variables, initial);
      weights.dispose();
    }
  }

  return {
    spec,
    threshold: thresholdOf(eager),
    description: 'clients train step by step in tfjs, one after the other',

    initialParameters: () => initial.slice(),

    async *train(parameters, tasks, plan, signal = cellSignal()) {
      checkPlan(plan);
      if (plan.examplePrivacy) checkExamplesApart(eager.layers);
      for (const task of tasks) {
        await pause(signal);
        checks.examples(task.examples);
        yield await trained({ model: eager, loss, parameters, task, plan }, signal);
      }
    },

    async *evaluate(parameters, datasets, signal = cellSignal()) {
      for (const dataset of datasets) {
        checks.examples(dataset);
        const batches: Metrics[] = [];
        for (const indices of consecutiveIndices(dataset.size, evaluationBatchSize)) {
          await pause(signal);
          batches.push(
            withParameters(parameters, () => measureBatch(eager, loss, dataset, indices)),
          );
        }
        yield sumMetrics(batches);
      }
    },

    async predict(parameters, dataset) {
      const signal = cellSignal();
      checks.features(dataset);
      const batches: Float32Array[] = [];
      for (const indices of consecutiveIndices(dataset.size, evaluationBatchSize)) {
        await pause(signal);
        batches.push(withParameters(parameters, () => predictBatch(eager, dataset, indices)));
      }
      return joinVectors(batches);
    },

    recycle: () => undefined,

    dispose: () => {
      eager.dispose();
    },
  };
}

/** Yields to timers and displays; throws the signal's reason once it is aborted. */
async function pause(signal?: AbortSignal): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

interface ClientTraining {
  readonly model: EagerModel;
  readonly loss: Loss;
  readonly parameters: Float32Array;
  readonly task: TrainingTask;
  readonly plan: TrainingPlan;
}

/**
 * Trains one client; the variables hold the parameters that it starts from.
 *
 * @param takeTurns called between steps a few times per second
 */
async function trainClient(
  { model, loss, parameters, task, plan }: ClientTraining,
  takeTurns: () => Promise<void>,
): Promise<LocalResult> {
  const { clientId, examples, rng, correction, localEpochs } = task;
  const optimizer = eagerOptimizer(plan);
  const terms = gradientTerms(model, parameters, plan.proximalMu ?? 0, correction);
  const client: SteppingClient = { model, loss, optimizer, examples, terms };
  try {
    const ownPlan = withEpochs(plan, localEpochs);
    const { examplePrivacy: given } = plan;
    const privacy = given && exampleNoise(examples.size, ownPlan, given, rng);
    const steps = privacy?.batches ?? batchIndices(examples.size, ownPlan, rng);
    const training: Metrics[] = [];
    let due = performance.now() + sliceMilliseconds;
    for (const [step, indices] of steps.entries()) {
      if (performance.now() > due) {
        await takeTurns();
        due = performance.now() + sliceMilliseconds;
      }
      const run = (): Metrics =>
        privacy
          ? privateStep(client, indices, privacy.sum, stepNoise(privacy.seeds?.[step]))
          : trainStep(client, indices);
      training.push(withSeededRandom(rng.split('step', step), run));
    }
    const update = readVariables(model.spec, model.variables);
    for (let i = 0; i < update.length; i++) update[i] -= parameters[i];
    return {
      clientId,
      update,
      examples: examples.size,
      steps: steps.length,
      training: sumMetrics(training),
    };
  } finally {
    optimizer.dispose();
    tf.dispose([...(terms?.anchors ?? []), ...(terms?.corrections ?? [])]);
  }
}

/** The optimizer of a plan, with empty memory. */
function eagerOptimizer({ clientLearningRate, optimizer }: TrainingPlan): tf.Optimizer {
  switch (optimizer?.kind) {
    case 'momentum':
      return tf.train.momentum(clientLearningRate, optimizer.momentum);
    case 'adam': {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = optimizer;
      return tf.train.adam(clientLearningRate, beta1, beta2, epsilon);
    }
    default:
      return tf.train.sgd(clientLearningRate);
  }
}

/** The terms as tensors, in the order of the trainable variables; undefined if there are none. */
function gradientTerms(
  model: EagerModel,
  parameters: Float32Array,
  proximalMu: number,
  correction: Float32Array | undefined,
): GradientTerms | undefined {
  if (proximalMu === 0 && !correction) return undefined;
  if (correction) checkLength(model.spec, 'correction', correction);
  const places = model.trainable.map((variable) => model.variables.indexOf(variable));
  const tensors = (vector: Float32Array): tf.Tensor[] => {
    const parts = unflatten(model.spec, vector);
    return places.map((place) =>
      tf.tensor(parts[place].slice(), model.variables[place].shape, 'float32'),
    );
  };
  return {
    proximalMu,
    anchors: proximalMu > 0 ? tensors(parameters) : [],
    corrections: correction && tensors(correction),
  };
}
