/** ONNX Runtime's builds. */
export * from './node/onnxRuntime';
