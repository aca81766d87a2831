import { resolve, sep } from 'node:path';
import nodeUtil from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, FederatedError } from '../core/errors';
import { registerWasmKernels } from './wasmKernels';

/** The engines that tfjs can run on in Node, fastest first. */
export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const;

/** `tensorflow` is TensorFlow's C library (tfjs-node), `wasm` WebAssembly, `cpu` plain JavaScript. */
export type BackendName = (typeof backendNames)[number];

/** Which engine is in use, and why. */
export interface Backend {
  readonly name: BackendName;
  /** One sentence for the reader. */
  readonly description: string;
}

/** Optional: its binary comes from outside the registry, so it may be absent. */
const tfjsNode = '@tensorflow/tfjs-node' as string;

let chosen: Backend | undefined;

/**
 * Makes a tfjs backend the current one.
 *
 * Without a name the fastest that loads is taken – tfjs-node, else WebAssembly, else plain
 * JavaScript – and kept for the process; a fall-back is announced once on stderr. Throws a
 * `FederatedError` when the named backend cannot be loaded.
 */
export async function useBackend(name?: BackendName): Promise<Backend> {
  if (name !== undefined && !backendNames.includes(name)) {
    throw new ArgumentError('name', `be one of ${backendNames.join(', ')}`, name);
  }
  if (name === undefined && chosen) return chosen;
  tf.enableProdMode();
  const problems: unknown[] = [];
  for (const candidate of name ? [name] : backendNames) {
    try {
      await load[candidate]();
      chosen = { name: candidate, description: describe(candidate, problems) };
      if (problems.length > 0) console.warn(chosen.description);
      return chosen;
    } catch (error) {
      problems.push(error);
    }
  }
  throw new FederatedError(
    `${name ?? 'no tfjs backend'} could not be loaded: ${problems.map(firstLine).join('; ')}`,
  );
}

const load: Record<BackendName, () => Promise<void>> = {
  async tensorflow() {
    restoreRemovedUtil();
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    await import(tfjsNode);
    await activate('tensorflow');
  },
  async wasm() {
    setWasmPaths(resolve(require.resolve('@tensorflow/tfjs-backend-wasm'), '..') + sep);
    registerWasmKernels();
    await activate('wasm');
  },
  async cpu() {
    await activate('cpu');
  },
};

async function activate(name: BackendName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new FederatedError(`${name} did not start`);
  await tf.ready();
}

/** tfjs-node 4.22 calls `util.is*` functions that Node 23 removed; supplies those it lacks. */
function restoreRemovedUtil(): void {
  const legacy = nodeUtil as unknown as Record<string, unknown>;
  legacy.isArray ??= Array.isArray;
  legacy.isString ??= (value: unknown) => typeof value === 'string';
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

function describe(name: BackendName, problems: readonly unknown[]): string {
  const what = {
    tensorflow: 'tfjs runs on TensorFlow’s C library (tfjs-node)',
    wasm: 'tfjs runs on WebAssembly',
    cpu: 'tfjs runs on plain JavaScript, slowly',
  }[name];
  if (problems.length === 0) return `${what}.`;
  const absent = (problems[0] as { code?: string }).code?.endsWith('MODULE_NOT_FOUND');
  const why = absent ? 'tfjs-node is not installed' : `tfjs-node fails: ${firstLine(problems[0])}`;
  return `${what} (${why}; \`npm run setup:tfjs-node\` builds it).`;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0];
}
