import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, FederatedError } from '../core/errors';
import { messageOf } from '../core/systemError';
import { backendNames as enginesHere, loadTensorFlow, wasmFolder } from '../platform/backends';
import type { BackendName as Engine } from '../platform/backends';
import { keepingListeners, withoutListenersOf } from '../platform/processListeners';
import { registerWasmKernels } from './wasmKernels';

/**
 * The engines that tfjs can run on here, fastest first.
 *
 * ```ts
 * for (const name of fl.models.backendNames) await fl.useBackend(name);
 * ```
 */
export const backendNames = enginesHere;

/** `tensorflow` is TensorFlow's C library (tfjs-node), `wasm` WebAssembly, `cpu` plain JavaScript. */
export type BackendName = Engine;

/** Which engine is in use, and why. */
export interface Backend {
  readonly name: BackendName;
  /** One sentence for the user. */
  readonly description: string;
}

/** What `auto` chose in this process. */
let automatic: Backend | undefined;

/**
 * Makes a tfjs backend the current one.
 *
 * `auto` takes the fastest that loads – tfjs-node, else WebAssembly, else plain JavaScript – and
 * keeps it for the process. In a browser there is no tfjs-node, and WebAssembly's file is beside the bundle.
 * The process's listeners for uncaught errors stay as they were.
 *
 * @param announce called once, with one sentence, if `auto` had to fall back; default: stderr
 * @throws FederatedError if the backend cannot be loaded
 */
export function useBackend(
  name: BackendName | 'auto' = 'auto',
  announce: (sentence: string) => void = console.warn,
): Promise<Backend> {
  const chosen = earlier.then(() => choose(name, announce));
  earlier = chosen.catch(() => undefined);
  return chosen;
}

/** The last call: in tfjs, a backend that is still starting fails if another is requested. */
let earlier: Promise<unknown> = Promise.resolve();

async function choose(
  name: BackendName | 'auto',
  announce: (sentence: string) => void,
): Promise<Backend> {
  if (name !== 'auto' && !backendNames.includes(name)) {
    throw new ArgumentError('name', `be auto or one of ${backendNames.join(', ')}`, name);
  }
  tf.enableProdMode();
  if (name === 'auto' && automatic) return activate(automatic);
  const problems: unknown[] = [];
  for (const candidate of name === 'auto' ? backendNames : [name]) {
    try {
      await load[candidate]();
      const description = describe(candidate, problems);
      const backend = await activate({ name: candidate, description });
      if (name === 'auto') automatic = backend;
      if (problems.length > 0) announce(description);
      return backend;
    } catch (error) {
      problems.push(error);
    }
  }
  const reasons = problems.map(firstLine).join('; ');
  throw new FederatedError(`tfjs backend ${name} could not be loaded: ${reasons}`);
}

/** Registers a backend with tfjs. */
const load: Record<BackendName, () => Promise<void>> = {
  tensorflow: loadTensorFlow,
  wasm() {
    if (typeof WebAssembly !== 'object') throw new FederatedError('there is none here');
    // More threads would need scripts from memory, which a page's security policy may forbid.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(wasmFolder());
    registerWasmKernels();
    return Promise.resolve();
  },
  cpu: () => Promise.resolve(),
};

async function activate(backend: Backend): Promise<Backend> {
  const start = (): Promise<boolean> => tf.setBackend(backend.name);
  if (!(await (backend.name === 'wasm' ? withoutListenersOf(wasmPackage, start) : start()))) {
    throw new FederatedError(`${backend.name} did not start`);
  }
  if (backend.name === 'wasm') keepListenersOnDisposal(tf.backend());
  return backend;
}

const wasmPackage = 'tfjs-backend-wasm';

/** Backends whose `dispose` leaves the process's listeners alone. */
const harmless = new WeakSet<tf.KernelBackend>();

/** tfjs 4.22's WebAssembly backend removes all listeners for uncaught errors when disposed. */
function keepListenersOnDisposal(backend: tf.KernelBackend): void {
  if (harmless.has(backend)) return;
  harmless.add(backend);
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    keepingListeners(dispose);
  };
}

function describe(name: BackendName, problems: readonly unknown[]): string {
  const what = {
    tensorflow: 'tfjs runs on TensorFlow’s C library (tfjs-node)',
    wasm: 'tfjs runs on WebAssembly',
    cpu: 'tfjs runs on plain JavaScript, slowly',
  }[name];
  if (problems.length === 0) return `${what}.`;
  const [fastest] = backendNames;
  if (fastest !== 'tensorflow') return `${what} (WebAssembly fails: ${firstLine(problems[0])}).`;
  const absent = (problems[0] as { code?: string }).code?.endsWith('MODULE_NOT_FOUND');
  const why = absent ? 'tfjs-node is not installed' : `tfjs-node fails: ${firstLine(problems[0])}`;
  return `${what} (${why}; \`npm run setup:tfjs-node\` builds it).`;
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0];
}
