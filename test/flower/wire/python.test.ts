import { deflateMessage } from '../../../src/flower/wire/objects/deflate';
import { flowerDescriptors } from '../../../src/flower/wire/descriptors';
import { createIdentity } from '../../../src/flower/wire/identity';
import { inflateMessage } from '../../../src/flower/wire/objects/inflate';
import { replyTo } from '../../../src/flower/wire/message';
import type { FlowerMessage } from '../../../src/flower/wire/message';
import { dtypes } from '../../../src/flower/wire/objects/ndArray';
import { npyPieces } from '../../../src/flower/wire/objects/npyArray';
import type { NdArray } from '../../../src/flower/wire/objects/ndArray';
import { allObjects, parseObject } from '../../../src/flower/wire/objects/objects';
import type { FlowerObject, ParsedObject } from '../../../src/flower/wire/objects/objects';
import type { ConfigValue } from '../../../src/flower/wire/objects/records';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import type { FlowerSchema } from '../../../src/flower/wire/schema';
import { flowerTest, runFlowerPython } from '../../support/flowerPython';

/** Both ways against flwr's own code, test/support/flowerWire.py. */

interface Made {
  readonly id: string;
  readonly objects: Readonly<Record<string, string>>;
  readonly found: unknown;
}

interface Read {
  readonly ids: readonly string[];
  readonly found: unknown;
  readonly metadata: Readonly<Record<string, string>>;
}

async function schemaOf(python: string): Promise<FlowerSchema> {
  return loadFlowerSchema((await flowerDescriptors({ python })).bytes);
}

async function made(...args: string[]): Promise<Made> {
  return JSON.parse(await runFlowerPython('flowerWire.py', ['make', ...args], '')) as Made;
}

async function readByPython(object: FlowerObject): Promise<Read> {
  const objects = Object.fromEntries(
    Array.from(allObjects(object), ([id, one]) => [
      id,
      Buffer.from(one.content()).toString('base64'),
    ]),
  );
  const job = JSON.stringify({ id: object.id, objects });
  return JSON.parse(await runFlowerPython('flowerWire.py', ['read'], job)) as Read;
}

function inflate(schema: FlowerSchema, { id, objects }: Made): FlowerMessage {
  const parsed = new Map<string, ParsedObject>(
    Object.entries(objects).map(([key, content]) => [
      key,
      parseObject(key, Buffer.from(content, 'base64')),
    ]),
  );
  return inflateMessage(schema, id, parsed);
}

/** The same description as flowerWire.py's `describe`. */
function describe(message: FlowerMessage): unknown {
  if (message.error) return { error: [message.error.code, message.error.reason] };
  const records = Array.from(message.content!, ([name, record]) => [
    name,
    record.kind === 'arrays'
      ? Array.from(record.arrays, ([key, array]) => [key, describeArray(array)])
      : Array.from(record.values as ReadonlyMap<string, ConfigValue>, ([key, value]) => [
          key,
          describeValue(value),
        ]),
  ]);
  return { records: Object.fromEntries(records) as unknown };
}

function describeArray(array: NdArray): unknown {
  const { dtype, shape } = array;
  return { dtype, shape, data: Buffer.from(npyPieces(array)[1]).toString('hex') };
}

function describeValue(value: ConfigValue): unknown {
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')];
  if (Array.isArray(value)) return ['list', value.map((item) => describeValue(item as number))];
  switch (typeof value) {
    case 'number':
      return ['float', Buffer.from(Float64Array.of(value).buffer).toString('hex')];
    case 'bigint':
      return ['int', String(value)];
    case 'boolean':
      return ['bool', value ? 'True' : 'False'];
    default:
      return ['str', value];
  }
}

flowerTest(
  'reads what Python wrote: every type, order and byte order, in order',
  async (python) => {
    const schema = await schemaOf(python);
    const message = await made();
    const inflated = inflate(schema, message);
    expect(describe(inflated)).toEqual(message.found);
    const arrays = inflated.content!.get('arrays')!;
    if (arrays.kind !== 'arrays') throw new Error('no arrays');
    const names = [...arrays.arrays.keys()];
    expect(names.slice(-6)).toEqual([
      'empty',
      '1',
      '0',
      'Gewicht "ä\n\x7f😀',
      '__proto__',
      'zeros',
    ]);
    expect(new Set([...arrays.arrays.values()].map(({ dtype }) => dtype))).toEqual(
      new Set(Object.keys(dtypes)),
    );
    expect(inflated.metadata).toEqual({
      runId: 2n ** 64n - 1n,
      messageId: message.id,
      srcNodeId: 1n,
      dstNodeId: 2n ** 63n + 5n,
      replyToMessageId: '',
      groupId: '3',
      ttl: 43200,
      messageType: 'train',
      createdAt: 1_763_700_000.123456,
      srcTaskId: 7n,
    });
  },
);

flowerTest('writes the bytes that Python writes: every object has the same id', async (python) => {
  const schema = await schemaOf(python);
  const { content, metadata } = inflate(schema, await made());
  const reply = replyTo({ metadata }, { content: content! }, metadata.createdAt + 0.75);
  const object = deflateMessage(schema, reply);
  const read = await readByPython(object);
  expect(read.found).toEqual(describe(reply));
  expect([...allObjects(object).keys()].sort()).toEqual([...read.ids].sort());
  expect(read.ids.at(-1)).toBe(object.id);
  expect(read.metadata).toMatchObject({
    run_id: String(2n ** 64n - 1n),
    src_node_id: String(2n ** 63n + 5n),
    dst_node_id: '1',
    reply_to_message_id: metadata.messageId,
    group_id: '3',
    message_type: 'train',
    ttl: '43199.25',
    src_task_id: 'None',
    dst_task_id: '7',
  });
});

flowerTest('an error goes both ways', async (python) => {
  const schema = await schemaOf(python);
  const message = await made('error');
  const inflated = inflate(schema, message);
  expect(describe(inflated)).toEqual({ error: [2, 'größer'] });
  expect(deflateMessage(schema, inflated).id).toBe(message.id);
});

flowerTest('Flower accepts the signature, and reads the OpenSSH line as the same key', async () => {
  const identity = createIdentity();
  const job = { headers: identity.headers(), openSsh: identity.openSshPublicKey };
  const answer = await runFlowerPython('flowerWire.py', ['keys'], JSON.stringify(job));
  expect(JSON.parse(answer)).toEqual({ valid: true, same: true });
});
