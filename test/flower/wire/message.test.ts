import fc from 'fast-check';
import { chunkBytes, deflateMessage } from '../../../src/flower/wire/deflate';
import { inflateMessage } from '../../../src/flower/wire/inflate';
import { defaultLimits } from '../../../src/flower/wire/limits';
import type { WireLimits } from '../../../src/flower/wire/limits';
import { errorCodes, messageHeader, replyTo } from '../../../src/flower/wire/message';
import type { FlowerMessage, MessageMetadata } from '../../../src/flower/wire/message';
import { float32Array } from '../../../src/flower/wire/ndArray';
import { allObjects, buildObject, parseObject } from '../../../src/flower/wire/objects';
import type { FlowerObject } from '../../../src/flower/wire/objects';
import { arrayRecord, configRecord, metricRecord } from '../../../src/flower/wire/records';
import type { Records } from '../../../src/flower/wire/records';
import { standInSchema } from '../../support/flowerSchema';

const schema = standInSchema();

const metadata: MessageMetadata = {
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

const vector = (...numbers: number[]) => float32Array([numbers.length], Float32Array.from(numbers));

function parsed(object: FlowerObject) {
  return new Map(
    Array.from(allObjects(object), ([id, one]) => [id, parseObject(id, one.content())]),
  );
}

function roundTrip(message: FlowerMessage, limits: WireLimits = defaultLimits): FlowerMessage {
  const object = deflateMessage(schema, message);
  return inflateMessage(schema, object.id, parsed(object), limits);
}

/** A message around a RecordDict that is made by hand. */
function inflateObject(dict: FlowerObject, limits: WireLimits = defaultLimits): FlowerMessage {
  const body = schema.encode('Message', { metadata: { runId: 1n } });
  const root = buildObject('Message', [body], [dict]);
  return inflateMessage(schema, root.id, parsed(root), limits);
}

const named = (object: FlowerObject) => Buffer.from(JSON.stringify({ x: object.id }));
const inDict = (object: FlowerObject) => buildObject('RecordDict', [named(object)], [object]);
const inArrays = (object: FlowerObject) =>
  inDict(buildObject('ArrayRecord', [named(object)], [object]));

test('any records come back, in order', () => {
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

test('an error comes back, without content', () => {
  const error = { code: errorCodes.clientAppRaised, reason: 'out of memory' };
  const back = roundTrip({ metadata, error });
  expect(back.error).toEqual(error);
  expect(back.content).toBeUndefined();
});

test('a reply goes back to the sender, for the time that is left', () => {
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

test('chunks leave the map as their numbers are copied', () => {
  const content: Records = new Map([['a', arrayRecord({ w: vector(1, 2), v: vector(3) })]]);
  const object = deflateMessage(schema, { metadata, content });
  const objects = parsed(object);
  inflateMessage(schema, object.id, objects);
  expect([...objects.values()].filter(({ type }) => type === 'ArrayChunk')).toEqual([]);
});

describe('what cannot be sent is named:', () => {
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

describe('what cannot be read is named:', () => {
  const chunk = buildObject('ArrayChunk', [Buffer.from('no npy file')]);
  const array = (body: object, children = [chunk]) =>
    inArrays(buildObject('Array', [Buffer.from(JSON.stringify(body))], children));
  const good = { dtype: 'float32', shape: [1], stype: 'numpy.ndarray', arraychunk_ids: [0] };

  test('objects that are missing or of another type', () => {
    const object = deflateMessage(schema, { metadata, content: new Map() });
    expect(() => inflateMessage(schema, object.id, new Map())).toThrow(
      'is missing; expected Message',
    );
    const parts = parsed(object);
    parts.delete(object.children[0].id);
    expect(() => inflateMessage(schema, object.id, parts)).toThrow(
      'is missing; expected RecordDict',
    );
    expect(() => inflateObject(chunk)).toThrow('expected RecordDict, found ArrayChunk');
    expect(() => inflateObject(inDict(chunk))).toThrow('expected MetricRecord or ConfigRecord');
    expect(() => inflateObject(inArrays(chunk))).toThrow('expected Array, found ArrayChunk');
  });

  test('a head and a body that differ', () => {
    expect(() => inflateObject(buildObject('RecordDict', [named(chunk)], []))).toThrow(
      'names other objects in its body than in its head',
    );
    expect(() => inflateObject(array({ ...good, arraychunk_ids: [1] }))).toThrow(
      'names other chunks',
    );
    expect(() => inflateObject(array({ ...good, arraychunk_ids: [] }))).toThrow(
      'names other chunks',
    );
    expect(() => inflateObject(array({ ...good, arraychunk_ids: [0.5] }))).toThrow('other chunks');
  });

  test('arrays of other serialisations, types or shapes', () => {
    expect(() => inflateObject(array({ ...good, stype: 'torch' }))).toThrow(
      'array "x": expected the serialisation "numpy.ndarray", found "torch"',
    );
    expect(() => inflateObject(array({ ...good, shape: 'x' }))).toThrow(
      'no type, shape and chunks',
    );
    expect(() => inflateObject(array(good))).toThrow('array "x": is no npy file');
    const object = deflateMessage(schema, {
      metadata,
      content: new Map([['a', arrayRecord({ x: vector(1) })]]),
    });
    const [real] = [...allObjects(object).values()].filter(({ type }) => type === 'ArrayChunk');
    expect(() => inflateObject(array({ ...good, dtype: 'float64' }, [real]))).toThrow(
      'array "x": is said to be float64 [1], but its npy file holds float32 [1]',
    );
    expect(() => inflateObject(array({ ...good, shape: [2] }, [real]))).toThrow('float32 [2]');
    expect(inflateObject(array(good, [real])).content!.size).toBe(1);
  });

  test('values without a type, times that are no numbers', () => {
    const metrics = schema.encode('MetricRecord', { items: [{ key: 'x', value: {} }] });
    const record = inDict(buildObject('MetricRecord', [metrics]));
    expect(() => inflateObject(record)).toThrow('MetricRecord: the entry "x" has no value');
    const body = schema.encode('Message', { metadata: { ttl: NaN } });
    const root = buildObject('Message', [body], [inDict(chunk)]);
    expect(() => inflateMessage(schema, root.id, parsed(root))).toThrow('no finite number');
  });

  test('more than the limits, before it is made', () => {
    const limits = { ...defaultLimits, totalBytes: 100, records: 1, entries: 2 };
    // A bomb: eleven bytes, a million times.
    const bomb = { ...good, arraychunk_ids: Array(1_000_000).fill(0) };
    expect(() => inflateObject(array(bomb), { ...defaultLimits, totalBytes: 2 ** 20 })).toThrow(
      'message has 11000000 bytes of arrays, the limit is 1048576',
    );
    expect(() => inflateObject(array(bomb), limits)).toThrow('has 1000000 chunks, the limit is 2');
    const two = new Map([
      ['a', configRecord({})],
      ['b', configRecord({})],
    ]);
    expect(() => roundTrip({ metadata, content: two }, limits)).toThrow(
      '2 entries, the limit is 1',
    );
    const long = new Map([['a', configRecord({ x: [1, 2, 3] })]]);
    expect(() => roundTrip({ metadata, content: long }, limits)).toThrow('x, has 3 items');
    expect(() => roundTrip({ metadata, content: long }, { ...limits, valueBytes: 9 })).toThrow(
      /ConfigRecord has \d+ bytes, the limit is 9/,
    );
    expect(() => roundTrip({ metadata, content: two }, { ...limits, objects: 2 })).toThrow(
      'message has 3 objects, the limit is 2',
    );
  });
});
