import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from '../platform/files';
import { join } from '../platform/paths';
import { tmpdir } from '../platform/system';
import { onFile } from '../core/systemError';

/** Where a rule keeps the vectors of a round. */
export interface KeptVectorsOptions {
  /** Bytes of vectors that are kept in memory, > 0; beyond it all are in a temporary file. Default 1e9. */
  readonly memoryBytes?: number;
  /** Folder of the temporary file; default the system's. */
  readonly temporaryFolder?: string;
}

/** Some coordinates of all vectors. */
export interface Chunk {
  /** The first coordinate. */
  readonly start: number;
  /** These coordinates of each vector. Read only, and until the next chunk. */
  readonly rows: readonly Float32Array[];
}

/** Numbers of a vector that are processed together, so that those of 50 vectors fit a processor's cache. */
const chunkLength = 4096;

/** Bytes that are read from the file for a chunk. */
const fileChunkBytes = 2 ** 26;

/**
 * The vectors of one round, of one size: in memory or, if they are too many, in one temporary file.
 * The file has no name while it is open, so it is gone as soon as it is closed or the process ends,
 * however it ends.
 */
export class KeptVectors {
  readonly #size: number;
  readonly #memoryBytes: number;
  readonly #folder: string;
  #inMemory: Float32Array[] = [];
  #file: number | undefined;
  #buffer: Float32Array | undefined;
  #count = 0;

  /** @param size numbers in each vector */
  constructor(size: number, options: KeptVectorsOptions = {}) {
    const { memoryBytes = 1e9, temporaryFolder = tmpdir() } = options;
    this.#size = size;
    this.#memoryBytes = memoryBytes;
    this.#folder = temporaryFolder;
  }

  /** Numbers in each vector. */
  get size(): number {
    return this.#size;
  }

  /** Vectors so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds a copy of a vector. @param factor multiplies it */
  add(vector: Float32Array, factor = 1): void {
    const own = factor === 1 ? vector.slice() : vector.map((value) => value * factor);
    const k = this.#count++;
    if (this.#file === undefined && own.byteLength * this.#count > this.#memoryBytes) this.#spill();
    if (this.#file === undefined) this.#inMemory.push(own);
    else this.#write(k, own);
  }

  /** The k-th vector. Read only, and until the next call of any method. */
  row(k: number): Float32Array {
    if (this.#file === undefined) return this.#inMemory[k];
    this.#buffer ??= new Float32Array(this.#size);
    this.#read(this.#buffer, k, 0);
    return this.#buffer;
  }

  /** All coordinates, a chunk after the other. */
  *chunks(): Generator<Chunk, void, undefined> {
    const [size, count] = [this.#size, this.#count];
    const bytes = Math.min(fileChunkBytes, this.#memoryBytes);
    const length =
      this.#file === undefined ? chunkLength : Math.max(1, Math.floor(bytes / (4 * count)));
    const buffer = new Float32Array(this.#file === undefined ? 0 : count * Math.min(length, size));
    for (let start = 0; start < size; start += length) {
      const end = Math.min(size, start + length);
      const rows = Array.from({ length: count }, (_, k) => {
        if (this.#file === undefined) return this.#inMemory[k].subarray(start, end);
        const row = buffer.subarray(k * (end - start), (k + 1) * (end - start));
        this.#read(row, k, start);
        return row;
      });
      yield { start, rows };
    }
  }

  /** Forgets all vectors and removes the file. */
  dispose(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#inMemory = [];
    this.#buffer = undefined;
    this.#count = 0;
  }

  #spill(): void {
    this.#file = onFile(this.#folder, () => namelessFile(this.#folder));
    this.#inMemory.forEach((vector, k) => {
      this.#write(k, vector);
    });
    this.#inMemory = [];
  }

  #write(k: number, vector: Float32Array): void {
    onFile(this.#folder, () => {
      const bytes = bytesOf(vector);
      for (let done = 0; done < bytes.length;) {
        const position = k * bytes.length + done;
        done += writeSync(this.#file!, bytes, done, bytes.length - done, position);
      }
    });
  }

  #read(into: Float32Array, k: number, start: number): void {
    onFile(this.#folder, () => {
      const bytes = bytesOf(into);
      const offset = (k * this.#size + start) * 4;
      for (let done = 0; done < bytes.length;) {
        done += readSync(this.#file!, bytes, done, bytes.length - done, offset + done);
      }
    });
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** An open file that no folder lists any more. */
function namelessFile(parent: string): number {
  const folder = mkdtempSync(join(parent, 'federated-updates-'));
  try {
    return openSync(join(folder, 'vectors'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
