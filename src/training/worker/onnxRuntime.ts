import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { nativeRuntime, webRuntime } from '../../platform/onnxRuntime';
import type { Runtime } from './messages';
import { checkWebAssembly, engineProblem, MemoryError } from './webAssembly';

/** The parts of a loaded model that are used here. */
export interface OnnxSession extends Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'release'
> {
  /** @param fetches the outputs to compute, with tensors for those that are written in place; default all */
  run(
    feeds: InferenceSession.FeedsType,
    fetches?: InferenceSession.FetchesType,
  ): Promise<InferenceSession.ReturnType>;
}

/** ONNX Runtime, in either build. */
export interface OnnxRuntime {
  readonly runtime: Runtime;
  readonly Tensor: typeof Tensor;
  /** Whether it can write outputs into given tensors. */
  readonly writesInPlace: boolean;
  session(bytes: Uint8Array): Promise<OnnxSession>;
}

const options: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/**
 * Loads ONNX Runtime for one thread: the native build, or WebAssembly, which runs everywhere.
 *
 * @param runtime `auto` takes the native build if its binary loads, else WebAssembly
 */
export async function loadOnnxRuntime(runtime: Runtime | 'auto'): Promise<OnnxRuntime> {
  if (runtime === 'web') return web();
  try {
    return await native();
  } catch (error) {
    if (runtime === 'node') throw error;
    return web();
  }
}

async function native(): Promise<OnnxRuntime> {
  const { InferenceSession, Tensor } = await nativeRuntime();
  const settings = { ...options, executionProviders: ['cpu'] };
  return {
    runtime: 'node',
    Tensor,
    writesInPlace: true,
    session: (bytes) => InferenceSession.create(bytes, settings),
  };
}

/** Whether the build for WebAssembly can run nothing more in this thread. */
let broken = false;

async function web(): Promise<OnnxRuntime> {
  checkWebAssembly();
  const { InferenceSession, Tensor, env } = await webRuntime();
  env.wasm.numThreads = 1;
  const settings = { ...options, executionProviders: ['wasm'] };
  return {
    runtime: 'web',
    Tensor,
    writesInPlace: false,
    session: (bytes) =>
      guarded(async () => {
        const session: OnnxSession = await InferenceSession.create(bytes, settings);
        const { inputNames, outputNames, inputMetadata } = session;
        return {
          inputNames,
          outputNames,
          inputMetadata,
          run: (feeds, fetches) => guarded(() => session.run(feeds, fetches)),
          release: async () => {
            if (!broken) await session.release();
          },
        };
      }),
  };
}

/** After a lack of memory the engine's own is in disorder: what runs in it may never end. */
async function guarded<Result>(body: () => Promise<Result>): Promise<Result> {
  if (broken) {
    throw new MemoryError(
      'ONNX Runtime for WebAssembly ran out of memory before: reload the page, or restart the program',
    );
  }
  try {
    return await body();
  } catch (error) {
    const problem = engineProblem(error);
    if (problem instanceof MemoryError) broken = true;
    throw problem;
  }
}
