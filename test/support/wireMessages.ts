import { deflateMessage } from '../../src/flower/wire/objects/deflate';
import { inflateMessage } from '../../src/flower/wire/objects/inflate';
import { defaultLimits } from '../../src/flower/wire/limits';
import type { WireLimits } from '../../src/flower/wire/limits';
import type { FlowerMessage, MessageMetadata } from '../../src/flower/wire/message';
import { float32Array } from '../../src/flower/wire/objects/ndArray';
import { allObjects, buildObject, parseObject } from '../../src/flower/wire/objects/objects';
import type { FlowerObject } from '../../src/flower/wire/objects/objects';
import { standInSchema } from './flowerSchema';

const schema = standInSchema();

/** Of a message that a server sends. */
export const metadata: MessageMetadata = {
  runId: 5n,
  messageId: 'abc',
  srcNodeId: 1n,
  dstNodeId: 2n ** 63n,
  replyToMessageId: '',
  groupId: '3',
  ttl: 100,
  messageType: 'train',
  createdAt: 1000.5,
  srcTaskId: 8n,
};

export const vector = (...numbers: number[]) =>
  float32Array([numbers.length], Float32Array.from(numbers));

/** A message's objects as they come over the wire, by their ids. */
export function parsed(object: FlowerObject) {
  return new Map(
    Array.from(allObjects(object), ([id, one]) => [id, parseObject(id, one.content())]),
  );
}

export function roundTrip(
  message: FlowerMessage,
  limits: WireLimits = defaultLimits,
): FlowerMessage {
  const object = deflateMessage(schema, message);
  return inflateMessage(schema, object.id, parsed(object), limits);
}

/** A message around a RecordDict that is made by hand. */
export function inflateObject(
  dict: FlowerObject,
  limits: WireLimits = defaultLimits,
): FlowerMessage {
  const body = schema.encode('Message', { metadata: { runId: 1n } });
  const root = buildObject('Message', [body], [dict]);
  return inflateMessage(schema, root.id, parsed(root), limits);
}

/** A body that gives an object the name `x`. */
export const named = (object: FlowerObject) => Buffer.from(JSON.stringify({ x: object.id }));
export const inDict = (object: FlowerObject) =>
  buildObject('RecordDict', [named(object)], [object]);
export const inArrays = (object: FlowerObject) =>
  inDict(buildObject('ArrayRecord', [named(object)], [object]));
