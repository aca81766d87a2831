import { ArgumentError } from '../../../core/errors';
import { FlowerFormatError } from '../errors';
import { atMost } from '../limits';
import type { WireLimits } from '../limits';
import type { ConfigValue, MetricValue } from './records';
import type { FlowerSchema } from '../schema';
import type { Decoded, Init } from '../shapes';

type ConfigProto = Init<'ConfigRecordValue'>;
type MetricProto = Init<'MetricRecordValue'>;

const int64Limit = 2n ** 63n;

/** The protobuf body of a MetricRecord. */
export function encodeMetrics(
  schema: FlowerSchema,
  values: ReadonlyMap<string, MetricValue>,
): Uint8Array {
  const items = Array.from(values, ([key, value]) => ({ key, value: toMetricProto(key, value) }));
  return schema.encode('MetricRecord', { items });
}

/** The protobuf body of a ConfigRecord. */
export function encodeConfigs(
  schema: FlowerSchema,
  values: ReadonlyMap<string, ConfigValue>,
): Uint8Array {
  const items = Array.from(values, ([key, value]) => ({ key, value: toConfigProto(key, value) }));
  return schema.encode('ConfigRecord', { items });
}

/** The values of a MetricRecord's protobuf body. */
export function decodeMetrics(
  schema: FlowerSchema,
  body: Uint8Array,
  limits: WireLimits,
): Map<string, MetricValue> {
  const { items } = schema.decode('MetricRecord', body);
  return values(items, 'MetricRecord', limits, (proto) => fromProto(proto));
}

/** The values of a ConfigRecord's protobuf body; bytes are copied. */
export function decodeConfigs(
  schema: FlowerSchema,
  body: Uint8Array,
  limits: WireLimits,
): Map<string, ConfigValue> {
  const { items } = schema.decode('ConfigRecord', body);
  return values(items, 'ConfigRecord', limits, (proto) => {
    const value = fromProto(proto);
    if (value instanceof Uint8Array) return new Uint8Array(value);
    return Array.isArray(value) && value[0] instanceof Uint8Array
      ? (value as Uint8Array[]).map((bytes) => new Uint8Array(bytes))
      : value;
  });
}

/** A metric is a setting with fewer types, on the wire as in TypeScript. */
function toMetricProto(key: string, value: MetricValue): MetricProto {
  const first: unknown = Array.isArray(value) ? (value as readonly unknown[])[0] : value;
  // Python writes an empty list of metrics as one of floats, of settings as one of bools.
  if (first === undefined) return { value: { case: 'doubleList', value: { vals: [] } } };
  if (typeof first !== 'number' && typeof first !== 'bigint') {
    throw new ArgumentError(`metric ${key}`, 'be numbers', value);
  }
  return toConfigProto(key, value) as MetricProto;
}

function toConfigProto(key: string, value: ConfigValue): ConfigProto {
  if (typeof value === 'number') return { value: { case: 'double', value } };
  if (typeof value === 'bigint') {
    return { value: { case: wholeCase(key, [value]) ? 'uint64' : 'sint64', value } };
  }
  if (typeof value === 'string') return { value: { case: 'string', value } };
  if (typeof value === 'boolean') return { value: { case: 'bool', value } };
  if (value instanceof Uint8Array) return { value: { case: 'bytes', value } };
  if (isListOf(value, 'number')) return { value: { case: 'doubleList', value: { vals: value } } };
  if (isListOf(value, 'bigint')) {
    const unsigned = wholeCase(key, value);
    return { value: { case: unsigned ? 'uintList' : 'sintList', value: { vals: value } } };
  }
  if (isListOf(value, 'string')) return { value: { case: 'stringList', value: { vals: value } } };
  if (Array.isArray(value) && value.length > 0 && value.every((v) => v instanceof Uint8Array)) {
    return { value: { case: 'bytesList', value: { vals: value } } };
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'boolean')) {
    return { value: { case: 'boolList', value: { vals: value } } };
  }
  throw new ArgumentError(
    `value ${key}`,
    'be a number, bigint, string, boolean, bytes, or a list of one of these',
    value,
  );
}

interface ListTypes {
  number: number;
  bigint: bigint;
  string: string;
}

function isListOf<T extends keyof ListTypes>(
  value: unknown,
  type: T,
): value is readonly ListTypes[T][] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === type);
}

/** Whether whole numbers need the unsigned type: in Flower, if one is above 2^63 − 1. */
function wholeCase(key: string, numbers: readonly bigint[]): boolean {
  const unsigned = numbers.some((value) => value >= int64Limit);
  const low = unsigned ? 0n : -int64Limit;
  const wrong = numbers.find((value) => value < low || value >= 2n * int64Limit);
  if (wrong === undefined) return unsigned;
  throw new ArgumentError(`value ${key}`, 'fit into 64 bits', wrong);
}

function fromProto(proto: Decoded<'MetricRecordValue'>): MetricValue | undefined;
function fromProto(proto: Decoded<'ConfigRecordValue'>): ConfigValue | undefined;
function fromProto({ value: choice }: Decoded<'ConfigRecordValue'>): ConfigValue | undefined {
  if (choice.case === undefined) return undefined;
  const { value } = choice;
  return typeof value === 'object' && 'vals' in value ? value.vals : value;
}

function values<P, V>(
  items: readonly { readonly key: string; readonly value: P | undefined }[],
  what: string,
  limits: WireLimits,
  read: (proto: P) => V | undefined,
): Map<string, V> {
  atMost(what, items.length, limits.entries, 'entries');
  const result = new Map<string, V>();
  for (const { key, value: proto } of items) {
    const value = proto === undefined ? undefined : read(proto);
    if (value === undefined) {
      throw new FlowerFormatError(what, `the entry ${JSON.stringify(key)} has no value`);
    }
    if (Array.isArray(value)) atMost(`${what}, ${key},`, value.length, limits.entries, 'items');
    result.set(key, value);
  }
  return result;
}
