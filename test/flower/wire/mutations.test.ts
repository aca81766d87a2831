import { Rng } from '../../../src/core/rng';
import { deflateMessage } from '../../../src/flower/wire/objects/deflate';
import { FlowerError } from '../../../src/flower/wire/errors';
import { inflateMessage } from '../../../src/flower/wire/objects/inflate';
import { defaultLimits } from '../../../src/flower/wire/limits';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import {
  allObjects,
  buildObject,
  objectTree,
  parseObject,
  treeIds,
} from '../../../src/flower/wire/objects/objects';
import type { FlowerObject } from '../../../src/flower/wire/objects/objects';
import { arrayRecord, configRecord, metricRecord } from '../../../src/flower/wire/objects/records';
import type { FlowerRecord } from '../../../src/flower/wire/objects/records';
import { mutate } from '../../support/damagedBytes';
import { standInSchema } from '../../support/flowerSchema';

/**
 * Ten thousand damaged answers: each is decoded, or refused with a FlowerError, at once and without
 * much memory.
 */

const schema = standInSchema();

const message = deflateMessage(schema, {
  metadata: {
    runId: 2n ** 60n,
    messageId: '',
    srcNodeId: 1n,
    dstNodeId: 2n,
    replyToMessageId: '',
    groupId: '1',
    ttl: 3600,
    messageType: 'train',
    createdAt: 1e9,
  },
  content: new Map<string, FlowerRecord>([
    [
      'arrays',
      arrayRecord({
        'conv/kernel': float32Array([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
        'conv/bias': float32Array([3], Float32Array.of(0, 0, 0)),
        mask: { dtype: 'bool', shape: [2, 2], data: Uint8Array.of(0, 1, 1, 0) },
      }),
    ],
    [
      'configs',
      configRecord({ lr: 0.1, 'local-epochs': 5n, names: ['a', 'b'], key: Buffer.of(1) }),
    ],
    ['metrics', metricRecord({ loss: 0.5, 'num-examples': 600n, curve: [1, 0.5] })],
  ]),
});

/** The message with one object's body damaged, and every hash and name above it made to fit. */
function withDamage(object: FlowerObject, victim: string, rng: Rng): FlowerObject {
  const children = object.children.map((child) => withDamage(child, victim, rng));
  let { body } = parseObject(object.id, object.content());
  if (object.id === victim) body = mutate(body, rng);
  object.children.forEach((child, i) => {
    const text = Buffer.from(body).toString('latin1').replaceAll(child.id, children[i].id);
    body = Buffer.from(text, 'latin1');
  });
  return buildObject(object.type, [body], children);
}

/** What a SuperNode does with a whole message. */
function receive(root: FlowerObject): void {
  const answer = schema.encode('PullMessagesResponse', { messageObjectTrees: [objectTree(root)] });
  const { messageObjectTrees } = schema.decode('PullMessagesResponse', answer);
  const contents = allObjects(root);
  const objects = new Map(
    treeIds(messageObjectTrees[0], defaultLimits).map((id) => [
      id,
      parseObject(id, contents.get(id)!.content()),
    ]),
  );
  inflateMessage(schema, root.id, objects);
}

/** Runs every mutation; how many were accepted. */
function survive(count: number, run: (rng: Rng) => void): number {
  let accepted = 0;
  let slowest = 0;
  for (let i = 0; i < count; i++) {
    const rng = Rng.fromSeed(1).split('mutation', i);
    const started = performance.now();
    try {
      run(rng);
      accepted++;
    } catch (error) {
      if (!(error instanceof FlowerError)) throw new Error(`mutation ${i}`, { cause: error });
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  expect(slowest).toBeLessThan(2000);
  return accepted;
}

/** Bytes of heap and buffers; the collector may be behind, so the bound has room. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('undamaged objects pass', () => {
  expect(() => {
    receive(message);
  }).not.toThrow();
});

test('4,000 damaged responses of the Fleet API', () => {
  const answers = [
    [
      'PullMessagesResponse',
      schema.encode('PullMessagesResponse', {
        messagesList: [{ metadata: { runId: 5n, messageType: 'train' }, content: {} }],
        messageObjectTrees: [objectTree(message)],
      }),
    ],
    [
      'PullObjectResponse',
      schema.encode('PullObjectResponse', { objectFound: true, objectContent: message.content() }),
    ],
    [
      'GetRunResponse',
      schema.encode('GetRunResponse', {
        run: { runId: 5n, overrideConfig: { lr: { scalar: { case: 'double', value: 1 } } } },
      }),
    ],
    [
      'PushMessagesResponse',
      schema.encode('PushMessagesResponse', { objectsToPush: [message.id], results: { a: 0 } }),
    ],
  ] as const;
  const before = memory();
  const accepted = survive(4000, (rng) => {
    const [name, bytes] = answers[rng.integer(answers.length)];
    const damaged = mutate(bytes, rng);
    if (name === 'PullMessagesResponse') {
      const { messageObjectTrees } = schema.decode(name, damaged);
      for (const tree of messageObjectTrees) treeIds(tree, defaultLimits);
    } else if (name === 'PullObjectResponse') {
      parseObject(message.id, schema.decode(name, damaged).objectContent);
    } else schema.decode(name, damaged);
  });
  expect(memory() - before).toBeLessThan(300 * 2 ** 20);
  expect(accepted).toBeGreaterThan(100);
  expect(accepted).toBeLessThan(3900);
});

test('6,000 damaged messages with correct hashes', () => {
  const ids = [...allObjects(message).keys()];
  const before = memory();
  const accepted = survive(6000, (rng) => {
    receive(withDamage(message, ids[rng.integer(ids.length)], rng));
  });
  expect(memory() - before).toBeLessThan(300 * 2 ** 20);
  expect(accepted).toBeGreaterThan(100);
  expect(accepted).toBeLessThan(5900);
});
