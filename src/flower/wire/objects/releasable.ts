/** Bytes from which it is worth freeing memory explicitly. */
const largeBytes = 2 ** 20;

interface ResizableBuffer extends ArrayBuffer {
  readonly resizable: boolean;
  resize(bytes: number): void;
}

const Resizable = ArrayBuffer as unknown as new (
  bytes: number,
  options: { readonly maxByteLength: number },
) => ResizableBuffer;

/**
 * Zeros in memory that {@link release} returns to the system immediately; otherwise, several copies
 * of a large model would be in memory until the next garbage collection. Not for text:
 * `TextDecoder` may refuse it.
 */
export function releasable(bytes: number): Uint8Array {
  if (bytes < largeBytes) return new Uint8Array(bytes);
  return new Uint8Array(new Resizable(bytes, { maxByteLength: bytes }));
}

/** Empties all views of the same {@link releasable} memory; other memory is left unchanged. */
export function release(view: Uint8Array): void {
  const buffer = view.buffer as ResizableBuffer;
  if (buffer.resizable) buffer.resize(0);
}
