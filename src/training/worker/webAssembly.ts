import { FederatedError } from '../../core/errors';
import { messageOf } from '../../core/systemError';

/** Too little memory for a model and its training. */
export class MemoryError extends FederatedError {
  override readonly name = 'MemoryError';
}

/** The smallest module with an instruction of SIMD: `i8x16.splat`. */
const simd = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
  ...[10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b],
);

/** What ONNX Runtime for WebAssembly misses here, as a sentence; undefined if it has all that it needs. */
export function missingWebAssembly(): string | undefined {
  if (typeof WebAssembly !== 'object') {
    return 'compiled training needs WebAssembly, which this browser does not have or has switched off';
  }
  if (WebAssembly.validate(simd)) return undefined;
  return 'compiled training needs WebAssembly with SIMD, which only a newer browser has';
}

/** Throws a {@link FederatedError} that says what ONNX Runtime for WebAssembly misses here, if anything. */
export function checkWebAssembly(): void {
  const missing = missingWebAssembly();
  if (missing !== undefined) throw new FederatedError(missing);
}

/** What is said when there is no memory. */
const noMemory =
  /out of memory|\bOOM\b|bad_alloc|could not allocate|allocation failed|cannot enlarge memory|failed to allocate/i;

/**
 * What went wrong in ONNX Runtime for WebAssembly: a {@link MemoryError} if there was too little memory; a
 * {@link FederatedError} if the engine did not start; any other error unchanged.
 */
export function engineProblem(error: unknown): unknown {
  const said = messageOf(error);
  const reason = firstLine(said)
    .replace(/^no available backend found\. ERR: \[wasm\] /, '')
    .replace(/^RuntimeError: /, '')
    .replace(/^Aborted\((.*)\)\. Build with .*$/, '$1');
  // Its code does not ask whether it was given memory; without any, it traps at one of the next steps.
  const trapped = error instanceof Error && error.name === 'RuntimeError';
  if (trapped || noMemory.test(said)) {
    return new MemoryError(
      `${trapped ? 'most likely too little memory' : 'too little memory'} for this model (${reason}); ` +
        'fewer workers, a smaller batch or a smaller model need less',
      { cause: error },
    );
  }
  if (!said.startsWith('no available backend found')) return error;
  return new FederatedError(`ONNX Runtime for WebAssembly did not start: ${reason}`, {
    cause: error,
  });
}

const firstLine = (text: string): string => text.split('\n')[0];
