import { FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { FlowerFormatError } from '../../../src/flower/wire/errors';
import { loadFlowerSchema } from '../../../src/flower/wire/schema';
import { standInDescriptors, standInSchema } from '../../support/flowerSchema';

const schema = standInSchema();

test('a message survives a round trip with its defaults, 64-bit numbers as bigint', () => {
  const bytes = schema.encode('PullMessagesResponse', {
    messagesList: [{ metadata: { runId: 2n ** 64n - 1n, ttl: 0.5 } }],
    messageObjectTrees: [{ objectId: 'a', children: [{ objectId: 'b' }] }],
  });
  const { messagesList, messageObjectTrees } = schema.decode('PullMessagesResponse', bytes);
  expect(messagesList[0].metadata).toMatchObject({ runId: 2n ** 64n - 1n, ttl: 0.5, groupId: '' });
  expect(messagesList[0].metadata!.srcTaskId).toBeUndefined();
  expect(messagesList[0].error).toBeUndefined();
  expect(messageObjectTrees[0].children[0]).toMatchObject({ objectId: 'b', children: [] });
});

test('maps, choices and optional fields', () => {
  const run = {
    runId: 3n,
    overrideConfig: {
      lr: { scalar: { case: 'double', value: 0.1 } },
      __proto__x: { scalar: { case: 'bool', value: false } },
    },
  } as const;
  const decoded = schema.decode('GetRunResponse', schema.encode('GetRunResponse', { run }));
  expect(decoded.run?.overrideConfig.lr.scalar).toEqual({ case: 'double', value: 0.1 });
  expect(decoded.run?.overrideConfig.__proto__x.scalar).toEqual({ case: 'bool', value: false });
  const metadata = schema.decode('Metadata', schema.encode('Metadata', { srcTaskId: 0n }));
  expect(metadata.srcTaskId).toBe(0n);
});

test('the content of a response is a view of its bytes, not a copy', () => {
  const bytes = schema.encode('PullObjectResponse', { objectContent: Buffer.alloc(1000, 7) });
  const { objectContent } = schema.decode('PullObjectResponse', bytes);
  expect(objectContent).toHaveLength(1000);
  expect(objectContent.buffer).toBe(bytes.buffer);
});

test('a message that cannot be encoded is the caller’s mistake', () => {
  expect(() => schema.encode('Node', { nodeId: -1n })).toThrow(/message must be a Node \(/);
});

test('any bytes decode, or fail as a FlowerFormatError', () => {
  const names = ['PullMessagesResponse', 'PullObjectResponse', 'ConfigRecord', 'Message'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 200 }), (name, bytes) => {
      try {
        schema.decode(name, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(FlowerFormatError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a tree that is nested too deeply is refused', () => {
  let bytes: Uint8Array = schema.encode('ObjectTree', { objectId: 'a' });
  for (let i = 0; i < 40; i++) {
    // Field 2 of the stand-in, length-delimited, around the bytes so far.
    bytes = Buffer.concat([Buffer.of(0x12, bytes.length), bytes]);
  }
  expect(() => schema.decode('ObjectTree', bytes)).toThrow(/recursion/);
});

describe('a schema that does not fit is refused by name:', () => {
  test('anything but a descriptor set', () => {
    expect(() => loadFlowerSchema(Buffer.from('junk'))).toThrow(/Flower's schema is damaged/);
    expect(() => loadFlowerSchema(new Uint8Array())).toThrow('has no message Node');
  });

  test('a field that is missing', () => {
    const without = standInDescriptors((messages) => {
      const request = messages.find(({ name }) => name === 'PushObjectRequest')!;
      request.field = request.field!.filter(({ name }) => name !== 'session_id');
    });
    expect(() => loadFlowerSchema(without)).toThrow(
      'expected PushObjectRequest.sessionId to be string, found nothing; ' +
        'this client needs the schema of flwr 1.40 or later',
    );
  });

  test('a field of another type', () => {
    const other = standInDescriptors((messages) => {
      const node = messages.find(({ name }) => name === 'Node')!;
      node.field![0].type = FieldDescriptorProto_Type.SINT64;
    });
    expect(() => loadFlowerSchema(other)).toThrow(
      'expected Node.nodeId to be uint64, found sint64',
    );
  });

  test('a choice without one of its options', () => {
    const other = standInDescriptors((messages) => {
      const value = messages.find(({ name }) => name === 'ConfigRecordValue')!;
      value.field = value.field!.filter(({ name }) => name !== 'bool_list');
    });
    expect(() => loadFlowerSchema(other)).toThrow('expected ConfigRecordValue.boolList');
  });
});
