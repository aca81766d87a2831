import { firstNotFinite } from '../../core/vector';
import { CodecError } from '../codec';

/** Writes the numbers of an encoding one after the other, little endian. */
export class ByteWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** @param length exactly what will be written */
  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
    this.#view = new DataView(this.#bytes.buffer);
  }

  uint8(value: number): void {
    this.#view.setUint8(this.#at++, value);
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  float32(value: number): void {
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  float64(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  floats(values: Float32Array): void {
    this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  bytes(values: Uint8Array): void {
    this.#bytes.set(values, this.#at);
    this.#at += values.length;
  }

  written(): Uint8Array {
    return this.#bytes;
  }
}

/** Reads an encoding; throws a `CodecError` where it ends early, goes on, or holds what it cannot. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  /** @param codec the name that errors begin with */
  constructor(
    readonly codec: string,
    readonly bytes: Uint8Array,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A whole number in `[low, high]` of one byte. */
  uint8(what: string, low: number, high: number): number {
    return this.#within(what, this.take(1)[0], low, high);
  }

  /** A whole number in `[low, high]` of four bytes. */
  uint32(what: string, low = 0, high = 2 ** 32 - 1): number {
    return this.#within(what, this.#view.getUint32(this.#next(4), true), low, high);
  }

  /** A number of four bytes in `[low, high]`. */
  float32(what: string, low: number, high: number): number {
    return this.#within(what, this.#view.getFloat32(this.#next(4), true), low, high);
  }

  /** A number of eight bytes in `[low, high]`. */
  float64(what: string, low: number, high: number): number {
    return this.#within(what, this.#view.getFloat64(this.#next(8), true), low, high);
  }

  /** Finite numbers of four bytes each, as a copy. */
  floats(count: number): Float32Array {
    const numbers = new Float32Array(new Uint8Array(this.take(4 * count)).buffer);
    const wrong = firstNotFinite(numbers);
    if (wrong >= 0) this.refuse('hold finite numbers', numbers[wrong]);
    return numbers;
  }

  /** A view of the next bytes. */
  take(count: number): Uint8Array {
    const at = this.#next(count);
    return this.bytes.subarray(at, at + count);
  }

  /** A view of all bytes that are left. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.#at);
  }

  /** Checks that nothing is left. */
  end(): void {
    if (this.#at < this.bytes.length) this.refuse(`end at byte ${this.#at}`, this.bytes.length);
  }

  refuse(rule: string, found: number | string): never {
    throw new CodecError(this.codec, rule, found);
  }

  #next(count: number): number {
    const at = this.#at;
    if (count > this.bytes.length - at) {
      this.refuse(`have at least ${at + count} bytes`, this.bytes.length);
    }
    this.#at += count;
    return at;
  }

  #within(what: string, value: number, low: number, high: number): number {
    if (!(value >= low && value <= high)) {
      this.refuse(`have a ${what} between ${low} and ${high}`, value);
    }
    return value;
  }
}
