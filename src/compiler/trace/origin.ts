import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../../core/systemError';
import { TraceError } from '../traceError';

/** An error whose message starts with its origin. */
class OriginError extends TraceError {}

/**
 * Calls `run` and prepends `origin` – a layer, say – to the errors that it throws and to those that
 * the gradients of its operations throw later.
 */
export function within<Result>(origin: string, run: () => Result): Result {
  return withNamedGradients(origin, () => explained(origin, run));
}

/** An entry of tfjs's tape: an operation and its gradient. */
interface TapeNode {
  readonly kernelName: string;
  gradient?: (dys: readonly tf.Tensor[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** The part of tfjs's engine that records the tape. */
interface Recorder {
  readonly state: { readonly activeTape: readonly TapeNode[] };
  addTapeNode(...operation: unknown[]): void;
}

/**
 * Calls `run`; if the gradient of one of its operations throws, now or later, the error names the
 * operation, after `origin`. Nested calls take precedence.
 */
export function withNamedGradients<Result>(origin: string | undefined, run: () => Result): Result {
  const engine = tf.engine() as unknown as Recorder;
  const outer = Object.getOwnPropertyDescriptor(engine, 'addTapeNode');
  const { addTapeNode } = Object.getPrototypeOf(engine) as Pick<Recorder, 'addTapeNode'>;
  engine.addTapeNode = (...operation) => {
    addTapeNode.apply(engine, operation);
    nameGradient(engine.state.activeTape[engine.state.activeTape.length - 1], origin);
  };
  try {
    return run();
  } finally {
    if (outer) Object.defineProperty(engine, 'addTapeNode', outer);
    else Reflect.deleteProperty(engine, 'addTapeNode');
  }
}

function nameGradient(node: TapeNode, origin: string | undefined): void {
  const { gradient, kernelName } = node;
  if (!gradient) return;
  const known = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  const place = known ? `in the gradient of ${kernelName}` : 'in a custom gradient';
  const from = origin === undefined ? place : `${origin}: ${place}`;
  node.gradient = (dys) =>
    Object.fromEntries(
      Object.entries(explained(from, () => gradient(dys))).map(([input, part]) => [
        input,
        () => explained(from, part),
      ]),
    );
}

/** Only the innermost origin is kept. */
function explained<Result>(origin: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof OriginError) throw error;
    throw new OriginError(`${origin}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What went wrong, in the compiler's terms. */
export function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const kernel = /^Kernel '(.+)' not registered/.exec(message)?.[1];
  return kernel === undefined ? message : `tfjs kernel ${kernel} has no rule`;
}
