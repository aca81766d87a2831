import { Buffer } from '../../../platform/bytes';
import { ArgumentError } from '../../../core/errors';
import { errorProto } from '../message';
import type { FlowerMessage } from '../message';
import { encodeNames, pythonString } from '../names';
import type { NdArray } from './ndArray';
import { npyPieces } from './npyArray';
import { buildObject } from './objects';
import type { FlowerObject } from './objects';
import { encodeConfigs, encodeMetrics } from './recordValues';
import type { FlowerRecord, Records } from './records';
import type { FlowerSchema } from '../schema';

/** Flower's size of an array's chunk in bytes. */
export const chunkBytes = 5 * 2 ** 20;

/**
 * A message as the tree of objects that go to the server, byte for byte as Flower's Python makes
 * them. The arrays' numbers are not copied and must not change before the last object is sent.
 */
export function deflateMessage(schema: FlowerSchema, message: FlowerMessage): FlowerObject {
  const { content, error } = message;
  if ((content === undefined) === (error === undefined)) {
    throw new ArgumentError('message', 'have either content or an error', message);
  }
  const metadata = { ...message.metadata, messageId: '' };
  const envelope = error ? { metadata, error: errorProto(error) } : { metadata };
  const body = schema.encode('Message', envelope);
  return buildObject('Message', [body], content ? [deflateRecords(schema, content)] : []);
}

/** Records as the object tree of Flower's RecordDict. */
export function deflateRecords(schema: FlowerSchema, records: Records): FlowerObject {
  const objects = Array.from(
    records,
    ([name, record]) => [name, deflateRecord(schema, record)] as const,
  );
  return named('RecordDict', objects);
}

/** An array as an object whose children are the chunks of its `.npy` file. */
export function deflateArray(array: NdArray): FlowerObject {
  const chunks = chunksOf(npyPieces(array)).map((pieces) => buildObject('ArrayChunk', pieces));
  const order = new Map<string, number>();
  for (const { id } of chunks) if (!order.has(id)) order.set(id, order.size);
  const shape = `[${array.shape.join(', ')}]`;
  const ids = `[${chunks.map(({ id }) => order.get(id)!).join(', ')}]`;
  const body =
    `{"dtype": ${pythonString(array.dtype)}, "shape": ${shape}, ` +
    `"stype": "numpy.ndarray", "arraychunk_ids": ${ids}}`;
  return buildObject('Array', [Buffer.from(body)], chunks);
}

function deflateRecord(schema: FlowerSchema, record: FlowerRecord): FlowerObject {
  switch (record.kind) {
    case 'arrays':
      return named(
        'ArrayRecord',
        Array.from(record.arrays, ([name, array]) => [name, deflateArray(array)] as const),
      );
    case 'metrics':
      return buildObject('MetricRecord', [encodeMetrics(schema, record.values)]);
    case 'configs':
      return buildObject('ConfigRecord', [encodeConfigs(schema, record.values)]);
  }
}

function named(
  type: 'RecordDict' | 'ArrayRecord',
  objects: readonly (readonly [string, FlowerObject])[],
): FlowerObject {
  const names = encodeNames(objects.map(([name, { id }]) => [name, id] as const));
  return buildObject(
    type,
    [names],
    objects.map(([, object]) => object),
  );
}

/** Cuts the pieces of a file into chunks of {@link chunkBytes}; nothing is copied. */
function chunksOf(pieces: readonly Uint8Array[]): Uint8Array[][] {
  const chunks: Uint8Array[][] = [];
  let room = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      if (room === 0) {
        chunks.push([]);
        room = chunkBytes;
      }
      const part = piece.subarray(from, from + room);
      chunks.at(-1)!.push(part);
      from += part.length;
      room -= part.length;
    }
  }
  return chunks;
}
