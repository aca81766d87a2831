import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../../core/systemError';
import { TraceError } from '../traceError';

/** An error with what it comes from in front. */
class OriginError extends TraceError {}

/**
 * Calls `run`, and puts `origin` – a layer, say – in front of the errors that it throws and of those
 * that the gradients of its operations throw later.
 */
export function within<Result>(origin: string, run: () => Result): Result {
  return withNamedGradients(origin, () => explained(origin, run));
}

/** A step of tfjs's tape: an operation that was done and what its gradient is. */
interface TapeNode {
  readonly kernelName: string;
  gradient?: (dys: readonly tf.Tensor[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** The part of tfjs's engine that writes the tape. */
interface Recorder {
  readonly state: { readonly activeTape: readonly TapeNode[] };
  addTapeNode(...operation: unknown[]): void;
}

/**
 * Calls `run`; where the gradient of one of its operations throws, now or later, the error names the
 * operation, after `origin`. Calls of it inside `run` go first.
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

/** The innermost origin stays alone. */
function explained<Result>(origin: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof OriginError) throw error;
    throw new OriginError(`${origin}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What went wrong, in the words of the compiler where tfjs has other ones. */
export function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const kernel = /^Kernel '(.+)' not registered/.exec(message)?.[1];
  return kernel === undefined ? message : `tfjs kernel ${kernel} has no rule`;
}
