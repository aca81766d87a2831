import { featuresOf } from '../../data/dataset';
import type { AnyDataset, Numbers } from '../../data/dataset';
import { isShared, sharedBuffer } from '../../platform/threads';
import type { SharedExamples } from './messages';
import { engineProblem } from './webAssembly';

/**
 * Datasets' numbers in shared memory, copied there once.
 *
 * A copy is dropped with its dataset, and the oldest copies are dropped when the total exceeds the
 * limit: a simulation may see more clients than fit into memory twice.
 */
export class SharedDatasets {
  readonly #limit: number;
  readonly #copies = new WeakMap<AnyDataset, SharedExamples>();
  readonly #oldestFirst: { readonly dataset: WeakRef<AnyDataset>; readonly bytes: number }[] = [];
  #bytes = 0;

  /** @param limit bytes that all copies together may take */
  constructor(limit = 256e6) {
    this.#limit = limit;
  }

  /** The dataset's numbers in shared memory; not copied if they are already there. */
  get(dataset: AnyDataset): SharedExamples {
    const known = this.#copies.get(dataset);
    if (known) return known;
    const shared: SharedExamples = {
      features: shareNumbers(featuresOf(dataset).values),
      targets: shareNumbers('labels' in dataset ? dataset.labels : dataset.targets),
      size: dataset.size,
    };
    const bytes = shared.features.byteLength + shared.targets.byteLength;
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

/** A copy in shared memory, or the array itself if it is already there. */
export function shareNumbers<A extends Numbers>(values: A): A {
  if (isShared(values)) return values;
  const Type = values.constructor as new (buffer: ArrayBufferLike) => A;
  const copy = new Type(newMemory(values.byteLength));
  copy.set(values);
  return copy;
}

/** A vector of zeros in shared memory. */
export function sharedVector(size: number): Float32Array {
  return new Float32Array(newMemory(size * Float32Array.BYTES_PER_ELEMENT));
}

/** Copies of flat vectors in shared memory, which reuse the memory of recycled copies. */
export class SharedVectors {
  #free: Float32Array | undefined;

  copy(vector: Float32Array): Float32Array {
    const free = this.#free?.length === vector.length ? this.#free : undefined;
    const copy = free ?? sharedVector(vector.length);
    this.#free = undefined;
    copy.set(vector);
    return copy;
  }

  /** Takes back a copy that no thread reads anymore. */
  recycle(copy: Float32Array): void {
    this.#free = copy;
  }
}

function newMemory(bytes: number): ArrayBufferLike {
  try {
    return sharedBuffer(bytes);
  } catch (error) {
    throw engineProblem(error);
  }
}
