/** What tfjs can run on here. */
import type * as node from '../node/backends';
import { beside } from './beside';

/** The engines that tfjs can run on, fastest first. */
export const backendNames: typeof node.backendNames = ['wasm', 'cpu'];

/** TensorFlow's C library: not here. */
export function loadTensorFlow(): Promise<void> {
  return Promise.reject(new Error('TensorFlow’s C library runs only in Node.js'));
}

/** Where tfjs finds its WebAssembly: beside the bundle. */
export const wasmFolder = (): string => beside('./');
