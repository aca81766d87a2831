/** ONNX Runtime's builds. */
import type * as native from 'onnxruntime-node';
import type * as web from 'onnxruntime-web';

/** Whether there can be a native build here. */
export const nativeHere = true as boolean;

/** The native build. */
export function nativeRuntime(): Promise<typeof native> {
  return import('onnxruntime-node');
}

/** The build for WebAssembly. */
export function webRuntime(): Promise<typeof web> {
  return import('onnxruntime-web');
}
