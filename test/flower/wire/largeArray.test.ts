import { root } from '../../support/setup';
import { runSource } from '../../support/sourceProgram';

/**
 * A model of 100 MB, sent chunk by chunk and reassembled, in a separate process whose memory is
 * measured by the system.
 */
const program = `
  const wire = process.argv[1] + '/src/flower/wire/';
  const { peakBytes } = require(process.argv[1] + '/test/support/peakMemory.cjs');
  const { standInSchema } = require(process.argv[1] + '/test/support/flowerSchema.ts');
  const { deflateMessage } = require(wire + 'objects/deflate.ts');
  const { inflateMessage } = require(wire + 'objects/inflate.ts');
  const { allObjects, parseObject } = require(wire + 'objects/objects.ts');
  const { arrayRecord } = require(wire + 'objects/records.ts');
  const schema = standInSchema();
  const metadata = {
    runId: 1n, messageId: '', srcNodeId: 1n, dstNodeId: 2n, replyToMessageId: '', groupId: '',
    ttl: 1, messageType: 'train', createdAt: 1,
  };
  // A small message first, so that code and libraries are in memory.
  const trip = (count) => {
    const data = Float32Array.from({ length: count }, (_, i) => i);
    const w = { dtype: 'float32', shape: [count], data };
    const object = deflateMessage(schema, { metadata, content: new Map([['a', arrayRecord({ w })]]) });
    const objects = new Map();
    for (const [id, one] of allObjects(object)) {
      // The way of one object over HTTP: encoded, decoded, and kept.
      const answer = schema.encode('PullObjectResponse', { objectContent: one.content() });
      objects.set(id, parseObject(id, schema.decode('PullObjectResponse', answer).objectContent));
    }
    const back = inflateMessage(schema, object.id, objects).content.get('a').arrays.get('w');
    if (!Buffer.from(back.data.buffer).equals(Buffer.from(data.buffer))) throw new Error('differs');
  };
  trip(10);
  const before = peakBytes();
  trip(25_000_000);
  console.log(peakBytes() - before);
`;

test('a model of 100 MB goes up and comes back within four times its size', async () => {
  const bytes = Number(await runSource(program, root));
  expect(bytes).toBeGreaterThan(1e8);
  expect(bytes).toBeLessThan(4e8);
});
