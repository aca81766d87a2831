/** ONNX Runtime from beside the page, for tests that run graphs themselves. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';

env.wasm.numThreads = 1;

export { InferenceSession, Tensor };
