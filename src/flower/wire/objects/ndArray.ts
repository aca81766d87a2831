import { ArgumentError } from '../../../core/errors';
import { elementCount } from '../../../core/shape';

/** The typed array that holds the numbers of each of NumPy's types. */
interface DtypeData {
  /** Half precision, widened to single on reading and rounded to nearest even on writing. */
  float16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  /** 0 or 1 for each truth value. */
  bool: Uint8Array;
}

/** NumPy's name for a type that this client reads and writes. */
export type Dtype = keyof DtypeData;

/** An array of one type: its dimensions (`[]` for a single number), its numbers in row-major order. */
export interface NdArrayOf<D extends Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: DtypeData[D];
}

/** An array of any type; `dtype` says which. */
export type NdArray = { [D in Dtype]: NdArrayOf<D> }[Dtype];

/** NumPy's letter and size of each type (`descr` without the byte order). */
export const dtypes = {
  float16: { descr: 'f2', bytes: 2, Data: Float32Array },
  float32: { descr: 'f4', bytes: 4, Data: Float32Array },
  float64: { descr: 'f8', bytes: 8, Data: Float64Array },
  int8: { descr: 'i1', bytes: 1, Data: Int8Array },
  int16: { descr: 'i2', bytes: 2, Data: Int16Array },
  int32: { descr: 'i4', bytes: 4, Data: Int32Array },
  int64: { descr: 'i8', bytes: 8, Data: BigInt64Array },
  uint8: { descr: 'u1', bytes: 1, Data: Uint8Array },
  uint16: { descr: 'u2', bytes: 2, Data: Uint16Array },
  uint32: { descr: 'u4', bytes: 4, Data: Uint32Array },
  uint64: { descr: 'u8', bytes: 8, Data: BigUint64Array },
  bool: { descr: 'b1', bytes: 1, Data: Uint8Array },
} as const;

/**
 * An array of single-precision numbers; nothing is copied.
 *
 * ```ts
 * const bias = fl.flower.float32Array([10], new Float32Array(10));
 * ```
 */
export function float32Array(shape: readonly number[], data: Float32Array): NdArrayOf<'float32'> {
  const array = { dtype: 'float32', shape, data } as const;
  checkArray('data', array);
  return array;
}

/** @throws ArgumentError if the numbers do not fit the type or the dimensions */
export function checkArray(argument: string, { dtype, shape, data }: NdArray): void {
  if (!Object.hasOwn(dtypes, dtype)) {
    throw new ArgumentError(
      argument,
      `have one of the types ${Object.keys(dtypes).join(', ')}`,
      dtype,
    );
  }
  const { Data } = dtypes[dtype];
  if (!(data instanceof Data)) throw new ArgumentError(argument, `be a ${Data.name}`, data);
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    throw new ArgumentError(argument, 'have dimensions that are whole numbers', shape.join());
  }
  if (data.length !== elementCount(shape)) {
    throw new ArgumentError(argument, `hold ${elementCount(shape)} numbers`, data.length);
  }
}
