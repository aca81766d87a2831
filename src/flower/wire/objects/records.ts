import type { NdArray } from './ndArray';

/** Arrays by name, in order: the parameters of a model. */
export interface ArrayRecord {
  readonly kind: 'arrays';
  readonly arrays: ReadonlyMap<string, NdArray>;
}

/** A number for the server to average: `number` is Python's float, `bigint` its int. */
export type MetricValue = number | bigint | readonly number[] | readonly bigint[];

/** Numbers by name, in order. */
export interface MetricRecord {
  readonly kind: 'metrics';
  readonly values: ReadonlyMap<string, MetricValue>;
}

/** A setting: `number` is Python's float, `bigint` its int, `Uint8Array` its bytes. */
export type ConfigValue =
  | MetricValue
  | string
  | boolean
  | Uint8Array
  | readonly string[]
  | readonly boolean[]
  | readonly Uint8Array[];

/** Settings by name, in order. */
export interface ConfigRecord {
  readonly kind: 'configs';
  readonly values: ReadonlyMap<string, ConfigValue>;
}

/** One record of a message. */
export type FlowerRecord = ArrayRecord | MetricRecord | ConfigRecord;

/** What a message carries: records by name, in order (Flower's RecordDict). */
export type Records = ReadonlyMap<string, FlowerRecord>;

/**
 * A record of arrays; an object's entries are taken in its order.
 *
 * ```ts
 * const record = fl.flower.arrayRecord(fl.core.toArrays(trainer.spec, parameters));
 * ```
 */
export function arrayRecord(
  arrays: ReadonlyMap<string, NdArray> | Readonly<Record<string, NdArray>>,
): ArrayRecord {
  return { kind: 'arrays', arrays: toMap(arrays) };
}

/**
 * A record of metrics: `bigint` for whole numbers (`{ 'num-examples': 30n, loss: 0.5 }`).
 *
 * ```ts
 * const record = fl.flower.metricRecord({ 'num-examples': 30n, loss: 0.5 });
 * ```
 */
export function metricRecord(
  values: ReadonlyMap<string, MetricValue> | Readonly<Record<string, MetricValue>>,
): MetricRecord {
  return { kind: 'metrics', values: toMap(values) };
}

/**
 * A record of settings: `bigint` for whole numbers.
 *
 * ```ts
 * const record = fl.flower.configRecord({ lr: 0.1, 'local-epochs': 2n });
 * ```
 */
export function configRecord(
  values: ReadonlyMap<string, ConfigValue> | Readonly<Record<string, ConfigValue>>,
): ConfigRecord {
  return { kind: 'configs', values: toMap(values) };
}

function toMap<V>(entries: ReadonlyMap<string, V> | Readonly<Record<string, V>>) {
  return entries instanceof Map
    ? (entries as ReadonlyMap<string, V>)
    : new Map<string, V>(Object.entries(entries as Readonly<Record<string, V>>));
}
