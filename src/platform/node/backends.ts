/** What tfjs can run on here. */
import { resolve, sep } from 'node:path';
import nodeUtil from 'node:util';

/** `tensorflow` is TensorFlow's C library (tfjs-node), `wasm` WebAssembly, `cpu` plain JavaScript. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The engines that tfjs can run on, fastest first. */
export const backendNames: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];

/** Optional: its binary comes from outside the registry, so it may be absent. */
const tfjsNode = '@tensorflow/tfjs-node' as string;

/** Registers TensorFlow's C library with tfjs. */
export async function loadTensorFlow(): Promise<void> {
  restoreRemovedUtil();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  await import(tfjsNode);
}

/** Where tfjs finds its WebAssembly: a folder, with a separator at its end. */
export function wasmFolder(): string {
  return resolve(require.resolve('@tensorflow/tfjs-backend-wasm'), '..') + sep;
}

/** Restores the `util.is*` functions that tfjs-node 4.22 calls and Node 23 removed. */
function restoreRemovedUtil(): void {
  const legacy = nodeUtil as unknown as Record<string, unknown>;
  legacy.isArray ??= Array.isArray;
  legacy.isString ??= (value: unknown) => typeof value === 'string';
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}
