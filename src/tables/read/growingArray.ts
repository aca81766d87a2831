type NumberArray = Float64Array | Int32Array;

/** The largest piece, in elements. */
const mostElements = 1 << 17;

/**
 * A typed array that grows at its end, in pieces: nothing is copied until the end, when `finish` makes
 * one array of them.
 */
export class GrowingArray<A extends NumberArray> {
  private pieces: A[] = [];
  private used = 0;
  private capacity = 0;
  private full = 0;

  /** @param make a new array of zeros */
  constructor(private readonly make: (length: number) => A) {}

  get length(): number {
    return this.full + this.used;
  }

  /** Memory that the pieces take. */
  get bytes(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  }

  push(value: number): void {
    if (this.used === this.capacity) {
      this.full += this.used;
      this.used = 0;
      this.capacity = Math.min(mostElements, Math.max(256, this.full));
      this.pieces.push(this.make(this.capacity));
    }
    this.pieces[this.pieces.length - 1][this.used++] = value;
  }

  /** One array of all values; the pieces are given up. */
  finish(): A {
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
