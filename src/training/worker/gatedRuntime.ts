import type { RunGate } from '../../platform/gate';
import type { OnnxRuntime } from './onnxRuntime';

/** ONNX Runtime in a thread that may be ended: all of its native code runs behind the gate. */
export async function gatedRuntime(
  load: () => Promise<OnnxRuntime>,
  gate: Pick<RunGate, 'pass'>,
): Promise<OnnxRuntime> {
  const onnx = await gate.pass(load);
  return {
    ...onnx,
    async session(bytes) {
      const session = await gate.pass(() => onnx.session(bytes));
      const { inputNames, outputNames, inputMetadata } = session;
      return {
        inputNames,
        outputNames,
        inputMetadata,
        run: (feeds, fetches) => gate.pass(() => session.run(feeds, fetches)),
        release: () => gate.pass(() => session.release()),
      };
    },
  };
}
