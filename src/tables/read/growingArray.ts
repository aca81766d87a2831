type NumberArray = Float64Array | Int32Array;

/** The largest piece that nobody asked for, in elements. */
const mostElements = 1 << 17;

/**
 * A typed array that grows at its end, in pieces: nothing is copied until the end, when `finish` makes
 * one array of them. If room for all values was reserved, nothing is copied at all.
 */
export class GrowingArray<A extends NumberArray> {
  private pieces: A[] = [];
  private used = 0;
  private capacity = 0;
  private full = 0;
  private reserved = 0;

  /** @param make a new array of zeros */
  constructor(private readonly make: (length: number) => A) {}

  get length(): number {
    return this.full + this.used;
  }

  /** Memory that the pieces take. */
  get bytes(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  }

  /** Says how many values are about to come; the system gives memory only to those that do. */
  reserve(count: number): void {
    this.reserved = count;
  }

  push(value: number): void {
    if (this.used === this.capacity) {
      this.full += this.used;
      this.used = 0;
      this.capacity = Math.max(this.reserved, Math.min(mostElements, Math.max(256, this.full)));
      this.reserved = 0;
      this.pieces.push(this.make(this.capacity));
    }
    this.pieces[this.pieces.length - 1][this.used++] = value;
  }

  /** One array of all values; the pieces are given up. */
  finish(): A {
    const [first] = this.pieces;
    if (this.pieces.length === 1 && this.used > 0.8 * this.capacity) {
      return first.subarray(0, this.used) as A;
    }
    const result = this.make(this.length);
    let start = 0;
    for (const piece of this.pieces) {
      const part = piece.subarray(0, Math.min(piece.length, result.length - start));
      result.set(part, start);
      start += part.length;
    }
    this.pieces = [];
    this.used = this.capacity = this.full = 0;
    return result;
  }
}
