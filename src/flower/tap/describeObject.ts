import { defaultLimits } from '../wire/limits';
import type { ObjectType, ParsedObject } from '../wire/objects/objects';
import { decodeConfigs, decodeMetrics } from '../wire/objects/recordValues';
import type { FlowerSchema } from '../wire/schema';
import { utf8 } from '../wire/utf8';

/** An object of a message, as a row of a table. */
export interface ObjectRow {
  readonly object: ObjectType;
  /** The first eight digits of its id. */
  readonly id: string;
  /** Size of its content, without the head. */
  readonly bytes: number;
  /** {@link describeObject} */
  readonly holds: string;
}

/** From the outside of a message to the inside. */
const order: readonly ObjectType[] = [
  'Message',
  'RecordDict',
  'ConfigRecord',
  'MetricRecord',
  'ArrayRecord',
  'Array',
  'ArrayChunk',
];

/** The objects of a message, from the outside in; within a type, the largest first. */
export function objectTable(schema: FlowerSchema, objects: readonly ParsedObject[]): ObjectRow[] {
  const rank = ({ type }: ParsedObject): number => order.indexOf(type);
  return [...objects]
    .sort((a, b) => rank(a) - rank(b) || b.body.length - a.body.length)
    .map((object) => ({
      object: object.type,
      id: object.id.slice(0, 8),
      bytes: object.body.length,
      holds: describeObject(schema, object),
    }));
}

/**
 * What an object of a message holds, in a line: `float32 [784, 10]`, `lr 0.1, local-epochs 1`.
 *
 * ```ts
 * const texts = objects.map((object) => fl.flower.describeObject(schema, object));
 * ```
 */
export function describeObject(
  schema: FlowerSchema,
  { type, body, children }: ParsedObject,
): string {
  switch (type) {
    case 'Message': {
      const { metadata } = schema.decode('Message', body);
      return `envelope: ${metadata?.messageType ?? ''}, from whom, to whom, when`;
    }
    case 'RecordDict':
    case 'ArrayRecord':
      return Object.keys(JSON.parse(utf8(body)) as object).join(', ');
    case 'Array': {
      const { dtype, shape } = JSON.parse(utf8(body)) as { dtype: string; shape: number[] };
      const pieces = children.length === 1 ? '1 chunk' : `${children.length} chunks`;
      return `${dtype} [${shape.join(', ')}] in ${pieces}`;
    }
    case 'ArrayChunk':
      return utf8(body.subarray(1, 6)) === 'NUMPY' ? 'a .npy file' : 'more of a .npy file';
    case 'MetricRecord':
      return entries(decodeMetrics(schema, body, defaultLimits));
    case 'ConfigRecord':
      return entries(decodeConfigs(schema, body, defaultLimits));
  }
}

function entries(values: ReadonlyMap<string, unknown>): string {
  const shown = (value: unknown): string =>
    typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
  return Array.from(values, ([name, value]) => `${name} ${shown(value)}`).join(', ');
}
