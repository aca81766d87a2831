import { elementCount } from '../../core/shape';
import { same } from './shape';
import type { Attributes, ConstantData, Dimension, DType, Node, Value } from './types';

const arrays = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
} as const;

/**
 * Nodes in single-assignment form, each stored once: requesting the same operation on the same
 * inputs again returns the same value, so that equal values are identical objects and nothing is
 * computed twice.
 */
export class NodeTable {
  readonly #memo = new Map<string, Node>();
  readonly #ids = new Map<Node, number>();

  /** A node with any number of results. */
  node(
    op: string,
    ins: readonly (Value | undefined)[],
    attrs: Attributes,
    types: readonly (readonly [shape: readonly number[], dtype: DType])[],
    data?: ConstantData,
  ): readonly Value[] {
    const inputs = ins.map((v) => (v ? `${this.#ids.get(v.node) ?? '?'}.${v.index}` : '-'));
    const key = `${op}|${inputs.join()}|${JSON.stringify(attrs)}`;
    const known = this.#memo.get(key);
    if (known) return known.outs;
    const outs: Value[] = [];
    const node: Node = { op, ins, attrs, outs, ...(data && { data }) };
    types.forEach(([shape, dtype], index) => outs.push({ node, index, shape, dtype }));
    this.#memo.set(key, node);
    this.#ids.set(node, this.#ids.size);
    return outs;
  }

  /** A node with one result. */
  op(
    op: string,
    ins: readonly (Value | undefined)[],
    attrs: Attributes,
    shape: readonly number[],
    dtype: DType = 'float32',
  ): Value {
    return this.node(op, ins, attrs, [[shape, dtype]])[0];
  }

  /** An input of the graph. Axes of unknown length have names. */
  input(name: string, dimensions: readonly Dimension[], dtype: DType): Value {
    const shape = dimensions.map((d) => (typeof d === 'number' ? d : -1));
    return this.op('Input', [], { name, dimensions }, shape, dtype);
  }

  /** Numbers known in advance; an array of the type's own class is kept, not copied. */
  constant(
    values: ArrayLike<number> | ConstantData,
    shape: readonly number[],
    dtype: DType = 'float32',
  ): Value {
    const data = typedArray(values, dtype);
    if (data.length !== elementCount(shape)) {
      throw new RangeError(`${data.length} numbers for a constant of shape [${shape.join()}]`);
    }
    const first = data[0];
    const splat = data.length > 0 && everyEntry(data, (x) => Object.is(x, first));
    const attrs = {
      shape,
      dtype,
      splat: splat ? (Object.is(first, -0) ? '-0' : String(first)) : null,
      n: data.length,
    };
    for (let hash = splat ? 0 : hashOf(data); ; hash++) {
      const value = this.node('Const', [], { ...attrs, hash }, [[shape, dtype]], data)[0];
      if (equalBytes(value.node.data!, data)) return value;
    }
  }

  scalar(number: number, dtype: DType = 'float32'): Value {
    return this.constant([number], [], dtype);
  }

  /** The single number that a value consists of, if it is such a constant. */
  number(value: Value): number | undefined {
    const { op, ins, attrs, data } = value.node;
    if (op === 'Expand') return this.number(ins[0]!);
    return op === 'Const' && attrs.splat !== null ? Number(data![0]) : undefined;
  }
}

function typedArray(values: ArrayLike<number> | ConstantData, dtype: DType): ConstantData {
  if (values instanceof arrays[dtype]) return values;
  const list = Array.from(values as ArrayLike<number>);
  return dtype === 'int64' ? BigInt64Array.from(list, BigInt) : arrays[dtype].from(list);
}

function everyEntry(data: ConstantData, test: (entry: number | bigint) => boolean): boolean {
  for (const entry of data) if (!test(entry)) return false;
  return true;
}

const bytesOf = (data: ConstantData): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** FNV-1a, by four-byte words if the data is aligned, since a model has many weights. */
function hashOf(data: ConstantData): number {
  const { buffer, byteOffset, byteLength } = data;
  const whole = byteOffset % 4 === 0 && byteLength % 4 === 0;
  const parts = whole ? new Uint32Array(buffer, byteOffset, byteLength / 4) : bytesOf(data);
  const { imul } = Math;
  let hash = 2166136261;
  for (let i = 0; i < parts.length; i++) hash = imul(hash ^ parts[i], 16777619);
  return hash;
}

function equalBytes(a: ConstantData, b: ConstantData): boolean {
  return a === b || same(Array.from(bytesOf(a)), Array.from(bytesOf(b)));
}
