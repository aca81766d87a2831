import * as tf from '@tensorflow/tfjs';
import { Graph } from '../graph/graph';
import { lower } from '../lower/lower';
import { writeScan } from '../write/scan';
import { mixesRows } from './layers';
import type {
  BatchShape,
  EvaluationProgram,
  ExampleLoss,
  Slot,
  StepModel,
  TrainingOptions,
  TrainingProgram,
} from './programTypes';
import { Draws, countCorrect, forward, gradientTerms, traceBatch, weightedLoss } from './step';
import { trace } from './trace';
import { traceUpdate } from './update';

export type * from './programTypes';

/** Inputs that have another slice for each step. */
const scanned = ['index', 'weight', 'seed'];

/**
 * Compiles a model's training step: a batch, its loss, tfjs's own gradients, the update.
 *
 * @throws TraceError where it cannot become a graph; the model is as before
 */
export function compileTraining(
  model: StepModel,
  loss: ExampleLoss,
  options: TrainingOptions,
): TrainingProgram {
  const graph = new Graph();
  const draws = new Draws(graph);
  let slots: readonly Slot[] = [];
  const { outputs, start, state } = trace(graph, model.variables, (symbol) => {
    const batch = traceBatch(graph, symbol, options);
    const rate = symbol(graph.input('rate', [], 'float32'));
    const update = traceUpdate(graph, symbol, options.optimizer, model.trainable, rate);
    slots = update.slots;
    const measured: { loss?: tf.Tensor; outputs?: tf.Tensor2D } = {};
    try {
      const { grads } = tf.variableGrads(() => {
        const results = forward(model, batch.images, draws.tensors(symbol), true);
        const data = weightedLoss(loss, batch, results);
        Object.assign(measured, { loss: tf.keep(data), outputs: tf.keep(results) });
        const whole = model.penalties().reduce<tf.Scalar>((sum, p) => tf.add(sum, p), data);
        return update.scaled ? tf.mul<tf.Scalar>(whole, rate) : whole;
      }, model.trainable.slice());
      const terms = gradientTerms(graph, symbol, model, options);
      update.apply(
        model.trainable.map((variable, i) => {
          const gradient =
            (grads as Partial<tf.NamedTensorMap>)[variable.name] ?? tf.zerosLike(variable);
          const term = terms[i];
          return term ? tf.add(gradient, update.scaled ? tf.mul(term, rate) : term) : gradient;
        }),
      );
      const correct = countCorrect(batch, measured.outputs!);
      return { loss: measured.loss!, correct, ...update.slotTensors() };
    } finally {
      update.dispose();
      tf.dispose(Object.values(measured));
    }
  });
  const changed = state.map((value, i) => (value === start[i] ? undefined : `w${i}.next`));
  const variables = state.flatMap((value, i) => {
    const name = changed[i];
    return name === undefined ? [] : [{ input: `w${i}`, output: name, value }];
  });
  const carried = [...variables, ...slots];
  const named = Object.fromEntries(variables.map(({ output, value }) => [output, value]));
  const bytes = writeScan({
    outputs: lower({ ...outputs, ...named }),
    state: carried.map(({ input, output }) => [input, output] as const),
    scanned,
    results: ['loss', 'correct'],
  });
  const exactBatch = mixesRows(model.layers);
  return { bytes, outputs: changed, slots, exactBatch, random: draws.any };
}

/**
 * Compiles a model's forward pass and what is measured of it.
 *
 * @throws TraceError where it cannot become a graph; the model is as before
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
    const results = forward(model, batch.images, draws.tensors(symbol), false);
    return {
      loss: weightedLoss(loss, batch, results),
      correct: countCorrect(batch, results),
      outputs: results,
    };
  });
  const results = ['loss', 'correct', 'outputs'];
  return { bytes: writeScan({ outputs: lower(outputs), state: [], scanned, results }) };
}
