/** The type of a value's numbers. */
export type DType = 'float32' | 'int32' | 'int64' | 'bool' | 'uint8' | 'uint32';

/** The length of an axis, or the name of one whose length is known only when the graph runs. */
export type Dimension = number | string;

/** Constant numbers; `bool` is stored as bytes 0 and 1. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint32Array;

/** One result of a node. */
export interface Value {
  readonly node: Node;
  /** Position among the node's results. */
  readonly index: number;
  /** Lengths of the axes; -1 if an input's axis is known only by name, see `dimensions`. */
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One operation. */
export interface Node {
  readonly op: string;
  readonly ins: readonly (Value | undefined)[];
  readonly attrs: Attributes;
  readonly outs: readonly Value[];
  /** The numbers of a `Const`. */
  readonly data?: ConstantData;
}

/**
 * What distinguishes nodes with the same operation and inputs. Each operation uses a few of them.
 */
export interface Attributes {
  /** Input: its name. */
  readonly name?: string;
  /** Input: lengths or names of its axes. */
  readonly dimensions?: readonly Dimension[];
  /** Reshape, Expand, Const: the result's shape. */
  readonly shape?: readonly number[];
  /** Const: the type, the number if there is only one, a hash, the length. */
  readonly dtype?: DType;
  readonly splat?: string | null;
  readonly hash?: number;
  readonly n?: number;
  /** Transpose: axis `i` of the result is axis `perm[i]` of the input. */
  readonly perm?: readonly number[];
  /** Concat, Gather, Softmax, LogSoftmax, ArgMax, ScatterElements. */
  readonly axis?: number;
  /** Reductions. */
  readonly axes?: readonly number[];
  readonly keepDims?: boolean;
  /** Slice. */
  readonly begin?: readonly number[];
  readonly size?: readonly number[];
  /** Pad: how many entries to add before and after on each axis, and their value. */
  readonly paddings?: readonly (readonly [number, number])[];
  readonly value?: number;
  /** Tile: repetitions of each axis. */
  readonly reps?: readonly number[];
  /** Cast. */
  readonly to?: DType;
  /** LeakyRelu, Gemm. */
  readonly alpha?: number;
  /** MatMul, Gemm: whether the last two axes of an operand are transposed. */
  readonly ta?: boolean;
  readonly tb?: boolean;
  /** Windows of convolutions and pools: `[rows, columns]`, and `[top, left, bottom, right]`. */
  readonly kernel?: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  /** The shape of the forward result `[batch, rows, columns, channels]`. */
  readonly outShape?: readonly number[];
  /**
   * Convolutions in ONNX: number of groups; rows and columns that a transposed one adds at the end.
   */
  readonly group?: number;
  readonly extra?: readonly number[];
  /** BitShift. */
  readonly direction?: 'LEFT' | 'RIGHT';
  /** ScatterND, ScatterElements. */
  readonly reduction?: 'add' | 'none';
}
