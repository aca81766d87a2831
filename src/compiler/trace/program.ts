import * as tf from '@tensorflow/tfjs';
import { Graph } from '../graph/graph';
import { rowsStayApart } from '../graph/rows';
import { lower } from '../lower/lower';
import { writeScan } from '../write/scan';
import type { ScanProgram } from '../write/scan';
import { mixesRows } from './layers';
import { batchGradients, noiseInput, privateGradients } from './gradients';
import { TraceError } from '../traceError';
import { within } from './origin';
import type {
  BatchShape,
  EvaluationProgram,
  ExampleLoss,
  Slot,
  StepModel,
  TrainingOptions,
  TrainingProgram,
} from './programTypes';
import { Draws, forward, gradientTerms, traceBatch } from './step';
import { refusing, trace } from './trace';
import { traceUpdate } from './update';

export type * from './programTypes';

/** Inputs with a separate slice for each step. */
const scanned = ['index', 'targets', 'weight', 'seed'];
/** What each step measures, before its update. */
const results = ['losses', 'outputs'];

/**
 * Compiles a model's training step: batch, loss, tfjs's own gradients, update.
 *
 * @throws TraceError if it cannot become a graph; the model is left unchanged
 */
export function compileTraining(
  model: StepModel,
  loss: ExampleLoss,
  options: TrainingOptions,
): TrainingProgram {
  const graph = new Graph();
  const draws = new Draws(graph);
  let slots: readonly Slot[] = [];
  let scaled = false;
  const { outputs, start, state, kernels } = trace(graph, model.variables, (symbol, valueOf) => {
    const batch = traceBatch(graph, symbol, options);
    const rate = symbol(graph.input('rate', [], 'float32'));
    // A column, because gradients are multiplied by it.
    const column = graph.input('weight', [options.batchSize, 1], 'float32');
    const weights = symbol(graph.reshape(column, [options.batchSize]));
    const update = traceUpdate(graph, symbol, options.optimizer, model.trainable, rate);
    slots = update.slots;
    scaled = update.scaled;
    const byRate = <T extends tf.Tensor>(x: T): T => (scaled ? tf.mul(x, rate) : x);
    const measured: { losses?: tf.Tensor; outputs?: tf.Tensor } = {};
    const objective = {
      losses: () => {
        const results = forward(model, batch.features, draws.tensors(symbol), true);
        const losses = within('the loss', () => loss(batch.targets, results));
        Object.assign(measured, { losses: tf.keep(losses), outputs: tf.keep(results) });
        return losses;
      },
      weights,
      penalties: () => model.penalties().map(byRate),
    };
    try {
      const gradients = options.examplePrivacy
        ? privateGradients({ graph, symbol, valueOf }, model, objective, options)
        : batchGradients(model, objective);
      const terms = gradientTerms(graph, symbol, model, options);
      update.apply(
        gradients.map((gradient, i) => {
          const term = terms[i];
          return term ? tf.add(gradient, byRate(term)) : gradient;
        }),
      );
      return { losses: measured.losses!, outputs: measured.outputs!, ...update.slotTensors() };
    } finally {
      update.dispose();
      tf.dispose(Object.values(measured));
    }
  });
  const changed = state.map((value, i) => (value === start[i] ? undefined : `w${i}.next`));
  if (options.examplePrivacy) refuseStatistics(model, changed);
  const variables = state.flatMap((value, i) => {
    const name = changed[i];
    return name === undefined ? [] : [{ input: `w${i}`, output: name, value }];
  });
  const updates = changed.map((name, i) =>
    options.updates && name !== undefined ? `w${i}.update` : undefined,
  );
  const moves = updates.flatMap((name, i) =>
    name === undefined ? [] : [{ name, output: changed[i]!, from: `a${i}` }],
  );
  const carried = [...variables, ...slots];
  const named = Object.fromEntries(variables.map(({ output, value }) => [output, value]));
  const bytes = write({
    outputs: { ...outputs, ...named },
    state: carried.map(({ input, output }) => [input, output] as const),
    scanned: [...scanned, ...model.variables.map((_, k) => noiseInput(k))],
    results,
    moves,
  });
  const apart = rowsStayApart([outputs.losses, outputs.outputs], options.batchSize);
  const exactBatch = mixesRows(model.layers) || !apart;
  return {
    bytes,
    outputs: changed,
    updates,
    slots,
    scaled,
    exactBatch,
    random: draws.any,
    kernels,
  };
}

/** What a step writes without a gradient has neither been clipped nor got noise. */
function refuseStatistics({ variables, trainable }: StepModel, changed: readonly unknown[]): void {
  const found = variables.find((variable, i) => changed[i] && !trainable.includes(variable));
  if (found) throw new TraceError(`${found.name} collects statistics of the examples`);
}

/**
 * Compiles a model's forward pass and its measurements.
 *
 * @throws TraceError if it cannot become a graph; the model is left unchanged
 */
export function compileEvaluation(
  model: StepModel,
  loss: ExampleLoss,
  options: BatchShape,
): EvaluationProgram {
  const graph = new Graph();
  const draws = new Draws(graph);
  const { outputs } = trace(graph, model.variables, (symbol) => {
    const batch = traceBatch(graph, symbol, options);
    const given = forward(model, batch.features, draws.tensors(symbol), false);
    const losses = within('the loss', () => loss(batch.targets, given));
    return { losses, outputs: given };
  });
  const exactBatch = !rowsStayApart(Object.values(outputs), options.batchSize);
  return { bytes: write({ outputs, state: [], scanned, results }), exactBatch };
}

/** Lowers and writes what was traced. */
function write(program: ScanProgram): Uint8Array {
  return refusing(() => writeScan({ ...program, outputs: lower(program.outputs) }));
}
