import { deflateMessage } from '../../../src/flower/wire/objects/deflate';
import { inflateMessage } from '../../../src/flower/wire/objects/inflate';
import { defaultLimits } from '../../../src/flower/wire/limits';
import { allObjects, buildObject } from '../../../src/flower/wire/objects/objects';
import { arrayRecord, configRecord } from '../../../src/flower/wire/objects/records';
import { standInSchema } from '../../support/flowerSchema';
import {
  inArrays,
  inDict,
  inflateObject,
  metadata,
  named,
  parsed,
  roundTrip,
  vector,
} from '../../support/wireMessages';

const schema = standInSchema();

describe('unreadable messages are named:', () => {
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

  test('arrays with other serializations, types or shapes', () => {
    expect(() => inflateObject(array({ ...good, stype: 'torch' }))).toThrow(
      'array "x": expected the serialization "numpy.ndarray", found "torch"',
    );
    expect(() => inflateObject(array({ ...good, shape: 'x' }))).toThrow(
      'no type, shape and chunks',
    );
    expect(() => inflateObject(array(good))).toThrow('array "x": is not an npy file');
    const object = deflateMessage(schema, {
      metadata,
      content: new Map([['a', arrayRecord({ x: vector(1) })]]),
    });
    const [real] = [...allObjects(object).values()].filter(({ type }) => type === 'ArrayChunk');
    expect(() => inflateObject(array({ ...good, dtype: 'float64' }, [real]))).toThrow(
      'array "x": is declared as float64 [1], but its npy file holds float32 [1]',
    );
    expect(() => inflateObject(array({ ...good, shape: [2] }, [real]))).toThrow('float32 [2]');
    expect(inflateObject(array(good, [real])).content!.size).toBe(1);
  });

  test('values without a type, times that are not numbers', () => {
    const metrics = schema.encode('MetricRecord', { items: [{ key: 'x', value: {} }] });
    const record = inDict(buildObject('MetricRecord', [metrics]));
    expect(() => inflateObject(record)).toThrow('MetricRecord: the entry "x" has no value');
    const body = schema.encode('Message', { metadata: { ttl: NaN } });
    const root = buildObject('Message', [body], [inDict(chunk)]);
    expect(() => inflateMessage(schema, root.id, parsed(root))).toThrow('not a finite number');
  });

  test('more than the limits, before it is allocated', () => {
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
