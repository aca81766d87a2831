import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../graph/graph';
import type { DType, Value } from '../graph/types';
import { TraceError } from '../traceError';
import { backendName, traceBackend } from './backend';
import { reasonOf, withNamedGradients } from './origin';

/** What a traced function computes. */
export interface Traced {
  /** The values of the tensors that the function returned. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** The inputs `w0`, `w1`, … that stand for the variables. */
  readonly start: readonly Value[];
  /** What each variable holds at the end; its input if nothing was assigned. */
  readonly state: readonly Value[];
  /** Names of the kernels that tfjs called, in order. */
  readonly kernels: readonly string[];
}

/**
 * Runs a function of tfjs operations once and records what it computes instead of computing it.
 *
 * During the call, each variable is an input of the graph; afterwards the variables, tfjs's backend
 * and the number of tensors are as before, even if the function throws. Tensors of the previous
 * backend become constants.
 *
 * @param body gets `symbol`, which makes a tensor from a value of the graph, and its inverse
 * @throws TraceError for what cannot be recorded: reading a value, drawing random numbers, a kernel
 *   without a rule, and whatever else the function throws
 */
export function trace(
  graph: Graph,
  variables: readonly tf.Variable[],
  body: (
    symbol: (value: Value) => tf.Tensor,
    valueOf: (tensor: tf.Tensor) => Value,
  ) => Record<string, tf.Tensor>,
): Traced {
  const backend = traceBackend();
  if (backend.tracing) throw new TraceError('a trace is already under way');
  const engine = tf.engine();
  const before = tf.getBackend();
  const kept = variables.map((variable) => variable.clone());
  const random = Object.getOwnPropertyDescriptor(Math, 'random')!;
  const symbol = (value: Value): tf.Tensor =>
    engine.makeTensorFromTensorInfo(backend.wrap(value), backend);
  const valueOf = (tensor: tf.Tensor): Value => backend.value(tensor);
  backend.begin(graph);
  void tf.setBackend(backendName); // takes effect immediately, as the backend exists
  engine.startScope();
  Math.random = refuseRandom;
  try {
    const start = variables.map((v, i) => graph.input(`w${i}`, v.shape, v.dtype as DType));
    variables.forEach((variable, i) => {
      variable.assign(symbol(start[i]));
    });
    const tensors = Object.entries(withNamedGradients(undefined, () => body(symbol, valueOf)));
    const outputs = tensors.map(([name, tensor]) => [name, backend.value(tensor)] as const);
    const state = variables.map((variable) => backend.value(variable));
    const { kernels } = backend;
    return { outputs: Object.fromEntries(outputs), start, state, kernels };
  } catch (error) {
    disposeTape(engine);
    throw refusal(error);
  } finally {
    Object.defineProperty(Math, 'random', random);
    void tf.setBackend(before);
    variables.forEach((variable, i) => {
      variable.assign(kept[i]);
      kept[i].dispose();
    });
    engine.endScope();
    backend.end();
  }
}

function refuseRandom(): never {
  throw new TraceError('random numbers drawn while tracing would be the same in every step');
}

/**
 * Disposes what tfjs saved for a gradient that was never computed, which tfjs does not free itself.
 */
function disposeTape({ state }: ReturnType<typeof tf.engine>): void {
  const tape = state.activeTape as typeof state.activeTape | null;
  for (const { saved } of tape ?? []) tf.dispose(saved);
}

/** Calls `run`; rethrows anything it throws as a TraceError. */
export function refusing<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): TraceError {
  if (error instanceof TraceError) return error;
  return new TraceError(reasonOf(error), { cause: error });
}
