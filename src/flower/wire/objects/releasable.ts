/** Bytes from which on memory is worth giving back by hand. */
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
 * Zeros in memory that {@link release} gives back to the system at once: a large model would else be
 * there several times until the collector comes by. Not for text: `TextDecoder` may refuse it.
 */
export function releasable(bytes: number): Uint8Array {
  if (bytes < largeBytes) return new Uint8Array(bytes);
  return new Uint8Array(new Resizable(bytes, { maxByteLength: bytes }));
}

/** Empties all views of the same {@link releasable} memory; other memory is left as it is. */
export function release(view: Uint8Array): void {
  const buffer = view.buffer as ResizableBuffer;
  if (buffer.resizable) buffer.resize(0);
}
