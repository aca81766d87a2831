import { wholeNumber } from '../core/check';
import type { ParameterSpec, TensorSpec } from '../core/parameters';
import type { Rng } from '../core/rng';
import { makeCodec } from './codec';
import type { Codec } from './codec';
import { ByteReader, ByteWriter } from './primitives/bytes';
import { largestFloat32, toFloat32 } from './primitives/finite';
import { orthonormal, product, timesFactor, transposedTimesFactor } from './primitives/factors';
import type { Matrix } from './primitives/factors';

/** Where a sender keeps the factors Q of all matrices, one after the other. */
const slotName = 'lowrank-q';

/**
 * Sends each matrix M of n × m numbers as the product P Qᵀ of an n × r and an m × r matrix (PowerSGD,
 * Vogels et al. 2019, Algorithm 1): P is an orthonormal basis of M Q₀, and Q is Mᵀ P. A sender keeps Q for
 * its next round as Q₀, which at first is random. All but the last dimension of a tensor are the matrix's
 * rows, so a convolution's kernel is a matrix of (height × width × channels in) × channels out. Tensors that
 * gain nothing travel as float32 numbers.
 *
 * M P Pᵀ is a projection: apart from rounding to float32, the squared error is at most the squared norm, and
 * 0 if the matrix's rank is at most r. Rounds in which M changes little bring it to the least that any matrix
 * of rank r has. Not unbiased: take `errorFeedback(lowRank(…))`, as the paper does.
 *
 * An update takes 2 bytes, 4 + 4 r (n + m) for each matrix and 4 for each other number.
 *
 * ```ts
 * const { lowRank, errorFeedback } = fl.compression;
 * const transforms = [errorFeedback(lowRank({ rank: 4 }))];
 * ```
 *
 * @throws ArgumentError for a rank below 1
 */
export function lowRank({ rank = 2 }: { readonly rank?: number } = {}): Codec {
  wholeNumber('rank', rank, 1, 2 ** 16 - 1);
  return makeCodec({
    name: 'lowrank',
    remembers: 'factors',
    unbiased: false,
    encode(vector, { spec, rng, slot, keep }) {
      const parts = partsOf(spec, rank);
      const before = slot(slotName);
      const kept = new Float32Array(sum(parts, ({ columns, width }) => columns * width));
      const warm = before?.length === kept.length ? before : kept;
      const length = ({ size, rows, columns, width }: Part): number =>
        width > 0 ? 4 + 4 * width * (rows + columns) : 4 * size;
      const writer = new ByteWriter(2 + sum(parts, length));
      writer.uint8(rank & 255);
      writer.uint8(rank >>> 8);
      let at = 0;
      for (const part of parts) {
        const values = vector.subarray(part.offset, part.offset + part.size);
        if (part.width === 0) {
          writer.floats(values);
          continue;
        }
        const end = at + part.columns * part.width;
        const start = started(warm.subarray(at, end), part.width, rng);
        const { scale, p, q } = factors({ ...part, values }, part.width, start);
        writer.float32(scale);
        writer.floats(p);
        writer.floats(q);
        kept.set(q, at);
        at = end;
      }
      keep(slotName, kept);
      return writer.written();
    },
    decode(bytes, spec) {
      const reader = new ByteReader('lowrank', bytes);
      const readRank = reader.uint8('rank', 0, 255) + 256 * reader.uint8('rank', 0, 255);
      if (readRank === 0) reader.refuse('have a rank of at least 1', 0);
      const vector = new Float32Array(spec.size);
      for (const { offset, size, rows, columns, width } of partsOf(spec, readRank)) {
        if (width === 0) {
          vector.set(reader.floats(size), offset);
          continue;
        }
        const scale = reader.float32('scale', 0, largestFloat32);
        const p = reader.floats(rows * width);
        const q = reader.floats(columns * width);
        toFloat32(product(p, q, width, scale), vector.subarray(offset, offset + size));
      }
      reader.end();
      return vector;
    },
  });
}

interface Part extends TensorSpec {
  readonly rows: number;
  readonly columns: number;
  /** Columns of P and Q; 0 for a tensor that travels as float32 numbers. */
  readonly width: number;
}

function partsOf({ tensors }: ParameterSpec, rank: number): readonly Part[] {
  return tensors.map((tensor) => {
    const columns = tensor.shape.at(-1) ?? 1;
    const rows = columns === 0 ? 0 : tensor.size / columns;
    const width = Math.min(rank, rows, columns);
    const gains = 1 + width * (rows + columns) < tensor.size;
    return { ...tensor, rows, columns, width: gains ? width : 0 };
  });
}

const sum = (parts: readonly Part[], count: (part: Part) => number): number =>
  parts.reduce((total, part) => total + count(part), 0);

/** Q₀: what was kept, with random columns instead of those of zeros. */
function started(kept: Float32Array, width: number, rng: Rng): Float64Array {
  const q = Float64Array.from(kept);
  for (let column = 0; column < width; column++) {
    let empty = true;
    for (let i = column; i < q.length; i += width) empty &&= q[i] === 0;
    if (!empty) continue;
    for (let i = column; i < q.length; i += width) q[i] = rng.normal();
  }
  return q;
}

/** P and Q of the matrix over its largest absolute value, and that. */
function factors(matrix: Matrix, width: number, start: Float64Array) {
  let scale = 0;
  for (const value of matrix.values) scale = Math.max(scale, Math.abs(value));
  const factor = scale === 0 ? 0 : 1 / scale;
  const basis = timesFactor(matrix, start, width, factor);
  orthonormal(basis, width);
  const p = Float32Array.from(basis);
  const q = Float32Array.from(transposedTimesFactor(matrix, p, width, factor));
  return { scale, p, q };
}
