import fc from 'fast-check';
import { chunkBytes, deflateMessage } from '../../../src/flower/wire/objects/deflate';
import { inflateMessage } from '../../../src/flower/wire/objects/inflate';
import { errorCodes, messageHeader, replyTo } from '../../../src/flower/wire/message';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import { allObjects } from '../../../src/flower/wire/objects/objects';
import { arrayRecord, configRecord, metricRecord } from '../../../src/flower/wire/objects/records';
import type { Records } from '../../../src/flower/wire/objects/records';
import { standInSchema } from '../../support/flowerSchema';
import { metadata, parsed, roundTrip, vector } from '../../support/wireMessages';

const schema = standInSchema();

test('any records survive a round trip, in order', () => {
  const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
  const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });
  const metric = fc.oneof(fc.double(), int, list(fc.double()), list(signed));
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const bytes = fc.uint8Array({ maxLength: 9 });
  const config = fc.oneof(
    metric,
    text,
    fc.boolean(),
    bytes,
    list(text),
    list(fc.boolean()),
    list(bytes),
  );
  const entries = <T>(value: fc.Arbitrary<T>) =>
    fc.uniqueArray(fc.tuple(text, value), { selector: ([name]) => name, maxLength: 5 });
  const array = fc.array(fc.float(), { maxLength: 6 }).map((numbers) => vector(...numbers));
  const record = fc.oneof(
    entries(array).map((arrays) => arrayRecord(new Map(arrays))),
    entries(metric).map((values) => metricRecord(new Map(values))),
    entries(config).map((values) => configRecord(new Map(values))),
  );
  fc.assert(
    fc.property(entries(record), (records) => {
      const { content } = roundTrip({ metadata, content: new Map(records) });
      expect([...content!.keys()]).toEqual(records.map(([name]) => name));
      expect(content).toEqual(new Map(records));
    }),
  );
});

test('an error survives a round trip, without content', () => {
  const error = { code: errorCodes.clientAppRaised, reason: 'out of memory' };
  const back = roundTrip({ metadata, error });
  expect(back.error).toEqual(error);
  expect(back.content).toBeUndefined();
});

test('a reply goes to the sender and expires with the message', () => {
  const reply = replyTo({ metadata }, { content: new Map() }, 1040.5);
  expect(reply.metadata).toEqual({
    runId: 5n,
    messageId: '',
    srcNodeId: 2n ** 63n,
    dstNodeId: 1n,
    replyToMessageId: 'abc',
    groupId: '3',
    ttl: 60,
    messageType: 'train',
    createdAt: 1040.5,
    srcTaskId: undefined,
    dstTaskId: 8n,
  });
  const header = schema.decode('Message', schema.encode('Message', messageHeader(reply, 'xyz')));
  expect(header.metadata).toMatchObject({ messageId: 'xyz', replyToMessageId: 'abc' });
  expect(header.content).toBeDefined();
  expect(header.error).toBeUndefined();
});

test('equal chunks, arrays and records are sent once', () => {
  const zeros = float32Array([4_000_000], new Float32Array(4_000_000));
  const record = arrayRecord({ a: zeros, b: zeros });
  const message = {
    metadata,
    content: new Map([
      ['one', record],
      ['two', record],
    ]),
  };
  const object = deflateMessage(schema, message);
  // 16 MB are four chunks: the first with the header, two equal ones, the last.
  expect(allObjects(object).size).toBe(3 + 1 + 1 + 1 + 1);
  expect(Math.max(...[...allObjects(object).values()].map(({ bytes }) => bytes))).toBeLessThan(
    chunkBytes + 100,
  );
  const back = inflateMessage(schema, object.id, parsed(object)).content!.get('two');
  if (back?.kind !== 'arrays') throw new Error('no arrays');
  const { shape, data } = back.arrays.get('b')!;
  expect(shape).toEqual([4_000_000]);
  expect(Buffer.from(data.buffer).equals(Buffer.alloc(16_000_000))).toBe(true);
});

test('chunks are removed from the map as their numbers are copied', () => {
  const content: Records = new Map([['a', arrayRecord({ w: vector(1, 2), v: vector(3) })]]);
  const object = deflateMessage(schema, { metadata, content });
  const objects = parsed(object);
  inflateMessage(schema, object.id, objects);
  expect([...objects.values()].filter(({ type }) => type === 'ArrayChunk')).toEqual([]);
});

describe('invalid messages are named:', () => {
  const send = (content: Records) => () => deflateMessage(schema, { metadata, content });

  test('neither content nor an error, or both', () => {
    expect(() => deflateMessage(schema, { metadata })).toThrow('message must have either');
  });

  test('values of other types', () => {
    const metric = (value: unknown) => send(new Map([['m', metricRecord({ x: value as number })]]));
    const config = (value: unknown) => send(new Map([['c', configRecord({ x: value as number })]]));
    expect(metric('text')).toThrow('metric x must be numbers, got "text"');
    expect(metric([1, 2n])).toThrow('value x must be a number, bigint');
    expect(config({})).toThrow('value x must be a number, bigint');
    expect(config(2n ** 64n)).toThrow('value x must fit into 64 bits');
    expect(config([-1n, 2n ** 63n])).toThrow('value x must fit into 64 bits, got -1');
  });
});
