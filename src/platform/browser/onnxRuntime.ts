/** ONNX Runtime's builds. */
import type * as node from '../node/onnxRuntime';
import { beside } from './beside';

/** Whether there can be a native build here. */
export const nativeHere: typeof node.nativeHere = false;

/** The native build: not here. */
export const nativeRuntime: typeof node.nativeRuntime = () =>
  Promise.reject(new Error('ONNX Runtime’s native build runs only in Node.js'));

/** The build for WebAssembly; its binary stands beside the bundle. */
export const webRuntime: typeof node.webRuntime = async () => {
  const runtime = await import('onnxruntime-web/wasm');
  runtime.env.wasm.wasmPaths = { wasm: beside('ort-wasm-simd-threaded.wasm') };
  return runtime;
};
