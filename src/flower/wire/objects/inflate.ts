import { FlowerFormatError } from '../errors';
import { inflateArrays } from './inflateArrays';
import { atMost, defaultLimits } from '../limits';
import type { WireLimits } from '../limits';
import { readError, readMetadata } from '../message';
import type { FlowerMessage } from '../message';
import { decodeNames } from '../names';
import { checkChildren, findObject } from './objects';
import type { ObjectType, ParsedObject } from './objects';
import { decodeConfigs, decodeMetrics } from './recordValues';
import type { FlowerRecord, Records } from './records';
import type { FlowerSchema } from '../schema';

/**
 * Assembles a message from its objects.
 *
 * @param id the id of the message's object
 * @param objects by id, as {@link parseObject} reads them; those of the arrays are removed from the
 *   map once their numbers are copied, so that a large model is in memory only once
 * @throws FlowerFormatError if an object is missing, of another type or malformed; FlowerLimitError
 *   if the message is too large
 */
export function inflateMessage(
  schema: FlowerSchema,
  id: string,
  objects: Map<string, ParsedObject>,
  limits: WireLimits = defaultLimits,
): FlowerMessage {
  atMost('message', objects.size, limits.objects, 'objects');
  const { body, children } = findObject(objects, id, 'Message');
  const { metadata, error } = schema.decode('Message', body);
  const envelope = { ...readMetadata(metadata), messageId: id };
  if (children.length !== (error ? 0 : 1)) {
    throw new FlowerFormatError('Message', `has ${children.length} objects of content`);
  }
  return error
    ? { metadata: envelope, error: readError(error) }
    : { metadata: envelope, content: inflateRecords(schema, children[0], objects, limits) };
}

/** Assembles the records of a RecordDict; see {@link inflateMessage}. */
function inflateRecords(
  schema: FlowerSchema,
  id: string,
  objects: Map<string, ParsedObject>,
  limits: WireLimits = defaultLimits,
): Records {
  const dict = findObject(objects, id, 'RecordDict');
  const names = decodeNames(dict.body, 'RecordDict', limits.records);
  checkChildren(dict, names);
  const arrayRecords = dict.children.filter((child) => objects.get(child)?.type === 'ArrayRecord');
  const arrays = inflateArrays(arrayRecords, objects, limits);
  const records = new Map<string, FlowerRecord>();
  for (const child of dict.children) {
    const found = arrays.get(child);
    records.set(
      child,
      found
        ? { kind: 'arrays', arrays: found }
        : inflateValues(schema, findObject(objects, child, ...valueTypes), limits),
    );
  }
  return new Map(Array.from(names, ([name, child]) => [name, records.get(child)!]));
}

const valueTypes = ['MetricRecord', 'ConfigRecord'] as const satisfies readonly ObjectType[];

function inflateValues(
  schema: FlowerSchema,
  { type, body, children }: ParsedObject,
  limits: WireLimits,
): FlowerRecord {
  if (children.length > 0) throw new FlowerFormatError(type, 'has children');
  atMost(type, body.length, limits.valueBytes, 'bytes');
  return type === 'MetricRecord'
    ? { kind: 'metrics', values: decodeMetrics(schema, body, limits) }
    : { kind: 'configs', values: decodeConfigs(schema, body, limits) };
}
