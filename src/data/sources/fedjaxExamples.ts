import { Buffer } from '../../platform/bytes';
import { inflateSync } from '../../platform/deflate';
import { ExtensionCodec, decode } from '@msgpack/msgpack';
import { elementCount } from '../../core/shape';

/** An array of numbers as in NumPy, row-major. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const ndarray = 1;
const elements: Readonly<
  Record<string, { bytes: number; read: (v: DataView, i: number) => number }>
> = {
  float32: { bytes: 4, read: (view, i) => view.getFloat32(4 * i, true) },
  float64: { bytes: 8, read: (view, i) => view.getFloat64(8 * i, true) },
  uint8: { bytes: 1, read: (view, i) => view.getUint8(i) },
  int32: { bytes: 4, read: (view, i) => view.getInt32(4 * i, true) },
  int64: { bytes: 8, read: (view, i) => Number(view.getBigInt64(8 * i, true)) },
};

const codec = new ExtensionCodec();
codec.register({ type: ndarray, encode: () => null, decode: parseArray });

/**
 * Reads one client's examples as FedJAX stores them (fedjax/core/serialization.py and
 * sqlite_federated_data.py): zlib over msgpack, a map from feature names to arrays. An array is
 * msgpack extension 1, whose content is again msgpack: `[shape, dtype name, little-endian bytes]`.
 *
 * @param maxBytes the maximum size of the content when inflated
 * @throws Error if the bytes are not such a message, or an array has a type other than float32,
 *   float64, uint8, int32, int64
 */
export function parseFedjaxExamples(bytes: Uint8Array, maxBytes: number): Map<string, NumberArray> {
  const content = decode(inflateSync(bytes, { maxOutputLength: maxBytes }), {
    extensionCodec: codec,
  });
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Error('expected a map of arrays');
  }
  const arrays = new Map<string, NumberArray>();
  for (const [name, value] of Object.entries(content)) {
    if (isNumberArray(value)) arrays.set(name, value);
  }
  return arrays;
}

function parseArray(data: Uint8Array): NumberArray {
  const content = decode(data);
  if (!Array.isArray(content) || content.length !== 3)
    throw new Error('expected an array of three');
  const [shape, dtype, raw] = content as unknown[];
  if (!isShape(shape) || !(raw instanceof Uint8Array))
    throw new Error('expected a shape and bytes');
  const name = dtype instanceof Uint8Array ? Buffer.from(dtype).toString('latin1') : String(dtype);
  if (!Object.hasOwn(elements, name)) throw new Error(`cannot read numbers of type ${name}`);
  const element = elements[name];
  const count = elementCount(shape);
  if (raw.byteLength !== count * element.bytes) {
    const promise = `${shape.join(' × ')} ${name} need ${count * element.bytes} bytes`;
    throw new Error(`${promise}, found ${raw.byteLength}`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return { shape, values: Float64Array.from({ length: count }, (_, i) => element.read(view, i)) };
}

function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0)
  );
}

function isNumberArray(value: unknown): value is NumberArray {
  return typeof value === 'object' && value !== null && 'shape' in value && 'values' in value;
}
