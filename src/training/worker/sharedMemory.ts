import type { Dataset } from '../../data/dataset';
import type { SharedExamples } from './messages';

/**
 * Datasets' bytes in memory that threads share, copied there once.
 *
 * Copies go when their dataset goes, and the oldest when all together outgrow the limit: a
 * simulation may see more clients than fit into memory twice.
 */
export class SharedDatasets {
  readonly #limit: number;
  readonly #copies = new WeakMap<Dataset, SharedExamples>();
  readonly #oldestFirst: { readonly dataset: WeakRef<Dataset>; readonly bytes: number }[] = [];
  #bytes = 0;

  /** @param limit bytes that all copies together may take */
  constructor(limit = 256e6) {
    this.#limit = limit;
  }

  /** The dataset's bytes in shared memory; nothing is copied where they lie there already. */
  get(dataset: Dataset): SharedExamples {
    const known = this.#copies.get(dataset);
    if (known) return known;
    const { size } = dataset;
    const shared = { images: shareBytes(dataset.images), labels: shareBytes(dataset.labels), size };
    const bytes = shared.images.byteLength + shared.labels.byteLength;
    this.#copies.set(dataset, shared);
    this.#oldestFirst.push({ dataset: new WeakRef(dataset), bytes });
    this.#bytes += bytes;
    while (this.#bytes > this.#limit && this.#oldestFirst.length > 1) {
      const oldest = this.#oldestFirst.shift()!;
      this.#bytes -= oldest.bytes;
      const gone = oldest.dataset.deref();
      if (gone) this.#copies.delete(gone);
    }
    return shared;
  }
}

/** A copy in shared memory, or the array itself where it is there. */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Copies of a flat vector in shared memory, one after the other in the same place where it is free. */
export class SharedVectors {
  #free: Float32Array | undefined;

  copy(vector: Float32Array): Float32Array {
    const free = this.#free?.length === vector.length ? this.#free : undefined;
    const copy = free ?? new Float32Array(new SharedArrayBuffer(vector.byteLength));
    this.#free = undefined;
    copy.set(vector);
    return copy;
  }

  /** Takes back a copy that no thread reads any more. */
  recycle(copy: Float32Array): void {
    this.#free = copy;
  }
}
