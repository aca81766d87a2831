import { apiErrors } from '../../../src/flower/wire/errors';
import { defaultLimits } from '../../../src/flower/wire/limits';
import { float32Array } from '../../../src/flower/wire/objects/ndArray';
import type { FlowerObject } from '../../../src/flower/wire/objects/objects';
import { arrayRecord } from '../../../src/flower/wire/objects/records';
import { Refusal } from '../../support/fakeFleetApi';
import { FakeSuperLink } from '../../support/fakeSuperLink';
import { standInSchema } from '../../support/flowerSchema';
import { arraysOf, doubling, errorOf, question, Stage, until } from '../../support/stagedNode';

const schema = standInSchema();
const stage = new Stage();

test('objects that are uploaded late, or arrive broken once, are requested again', async () => {
  stage.start(doubling);
  await stage.active();
  let late: FlowerObject | undefined;
  const id = stage.link.send('train', question(), (object) => {
    if (object.type !== 'ArrayChunk') return object.content();
    late = object;
    return undefined;
  });
  await until(() => stage.link.count('pull-object') > 7);
  stage.link.upload(late!);
  expect(arraysOf(await stage.answerTo(id))).toEqual([2, 4, 6, 8]);
  let broken = 0;
  stage.link.fault = (rpc) => {
    if (rpc !== 'pull-object' || broken++ > 0) return undefined;
    const objectContent = Buffer.from('ArrayChunk  1\0!');
    const answer = { objectFound: true, objectAvailable: true, objectContent };
    return schema.encode('PullObjectResponse', answer);
  };
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
});

test('a message that cannot be read is answered with the reason', async () => {
  const node = stage.start(doubling, { limits: { ...defaultLimits, totalBytes: 1000 } });
  await stage.active();
  const broken = stage.link.send('train', question(), (object) => {
    const content = Buffer.from(object.content());
    if (object.type === 'ArrayChunk') content[content.length - 1] ^= 1;
    return content;
  });
  expect(errorOf(await stage.answerTo(broken))).toMatchObject({
    code: 0,
    reason: expect.stringMatching(
      /^this client cannot read the message: object \w+: its content/,
    ) as string,
  });
  const big = new Map([['arrays', arrayRecord({ w: float32Array([999], new Float32Array(999)) })]]);
  expect(errorOf(await stage.answerTo(stage.link.send('train', big)))).toMatchObject({
    code: 0,
    reason: expect.stringMatching(/message has \d+ bytes, the limit is 1000/) as string,
  });
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  expect(node.names().filter((name) => name === 'app-error')).toHaveLength(2);
});

test('a message whose objects are gone is given up', async () => {
  const node = stage.start(doubling);
  await stage.active();
  stage.link.fault = (rpc) =>
    rpc === 'pull-object' ? schema.encode('PullObjectResponse', { objectFound: false }) : undefined;
  stage.link.send('train', question());
  await until(() => node.names().includes('message-gone'));
  stage.link.fault = () => undefined;
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
});

test('a reply that is no longer wanted is not a failure', async () => {
  const node = stage.start({
    train: (request, context) => {
      if (node.names().filter((name) => name === 'message').length === 1)
        stage.link.forgetMessages();
      return doubling.train!(request, context);
    },
  });
  await stage.active();
  stage.link.send('train', question());
  await until(() => node.names().includes('reply-unwanted'));
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
});

test('a reply arrives although responses are lost and objects are refused', async () => {
  stage.start(doubling);
  await stage.active();
  stage.link.fault = (rpc, count) => {
    if (rpc === 'push-object' && count % 3 === 1) return 'drop the answer';
    if (rpc === 'push-object' && count % 3 === 2) {
      return schema.encode('PushObjectResponse', { stored: false });
    }
    if (rpc === 'push-messages' && count === 1) return 'drop the answer';
    return rpc === 'confirm-message-received' && count === 1 ? 'drop the request' : undefined;
  };
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  await until(() => stage.link.count('push-messages') > 2);
});

test('a reply arrives although its session was lost and the ServerApp waits for it', async () => {
  const node = stage.start(doubling);
  await stage.active();
  const id = stage.link.send('train', question());
  stage.link.fault = (rpc, count) => {
    if (rpc === 'push-messages' && count === 1) return 'drop the answer';
    if (rpc === 'push-messages' && count === 2) stage.link.handOn(id);
    return rpc === 'push-object' && count === 3 ? 'drop the answer' : undefined;
  };
  expect(arraysOf(await stage.answerTo(id))).toEqual([2, 4, 6, 8]);
  await until(() => node.names().includes('reply'));
  expect(stage.link.count('push-messages')).toBe(2);
});

test('a reply arrives although its upload was interrupted and the ServerApp waits for it', async () => {
  const node = stage.start(doubling);
  await stage.active();
  const id = stage.link.send('train', question());
  // Longer than the transport tries by itself.
  stage.link.fault = (rpc, count) => {
    if (rpc === 'push-messages' && count === 2) stage.link.handOn(id);
    return rpc === 'push-object' && count > 2 && count < 27 ? 'drop the request' : undefined;
  };
  expect(arraysOf(await stage.answerTo(id))).toEqual([2, 4, 6, 8]);
  await until(() => node.names().includes('reply'));
  expect(node.names()).toContain('transfer-broken');
});

test('an interrupted transfer resumes where it was', async () => {
  const node = stage.start(doubling);
  await stage.active();
  // Longer than the transport tries by itself.
  stage.link.fault = (rpc, count) =>
    rpc === 'pull-object' && count > 2 && count < 20 ? 'drop the request' : undefined;
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  expect(node.names()).toContain('transfer-broken');
});

test('a node that lost the response with a message signs off, so that the server does not wait', async () => {
  const node = stage.start(doubling);
  await stage.active();
  const id = stage.link.send('train', question());
  const asked = stage.link.count('pull-messages');
  stage.link.fault = (rpc, count) =>
    rpc === 'pull-messages' && count === asked + 1 ? 'drop the answer' : undefined;
  expect(errorOf(await stage.answerTo(id))).toMatchObject({ code: 5 });
  await until(() => node.names().filter((name) => name === 'active').length === 2, 20);
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
});

test('a node is admitted although the responses to its activation and its sign-off are lost', async () => {
  stage.link.fault = (rpc, count) =>
    (rpc === 'activate-node' || rpc === 'deactivate-node') && count === 1
      ? 'drop the answer'
      : undefined;
  const node = stage.start(doubling);
  await until(() => node.names().includes('active'));
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  expect(stage.link.calls.filter((rpc) => rpc.endsWith('activate-node'))).toEqual([
    ...['activate-node', 'activate-node', 'deactivate-node', 'deactivate-node', 'activate-node'],
  ]);
});

test('a node whose sign-off is answered only the second time still stays away', async () => {
  const node = stage.start(doubling, { signOffSeconds: 0.3 });
  await stage.active();
  stage.link.send('train', question());
  const asked = stage.link.count('pull-messages');
  const times: number[] = [];
  stage.link.fault = (rpc, count) => {
    if (rpc.endsWith('activate-node')) times.push(performance.now());
    if (rpc === 'deactivate-node') return count === 1 ? 'drop the answer' : undefined;
    return rpc === 'pull-messages' && count === asked + 1 ? 'drop the answer' : undefined;
  };
  await until(() => node.names().filter((name) => name === 'active').length === 2, 20);
  const [, signedOff, back] = times;
  expect(times).toHaveLength(3);
  expect(back - signedOff).toBeGreaterThan(290);
});

test('a node that the server forgot registers again', async () => {
  const node = stage.start(doubling);
  await stage.active();
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  stage.link.forget();
  await stage.active();
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
  expect(node.names()).toContain('unknown');
});

test('a heartbeat that the server no longer knows brings the node back, too', async () => {
  const node = stage.start(doubling, { heartbeatSeconds: 0.05 });
  await stage.active();
  await until(() => stage.link.count('send-node-heartbeat') > 2);
  let told = false;
  stage.link.fault = (rpc) => {
    if (rpc !== 'send-node-heartbeat' || told) return undefined;
    told = true;
    return schema.encode('SendNodeHeartbeatResponse', { success: false });
  };
  await until(() => node.names().includes('unknown'));
  await until(() => node.names().filter((name) => name === 'active').length === 2);
});

test('a server that disappears and comes back finds its node again', async () => {
  const node = stage.start(doubling);
  await stage.active();
  const port = Number(new URL(stage.link.url).port);
  const { nodes } = stage.link;
  await stage.link.close();
  await until(() => node.names().includes('trouble'));
  stage.link = new FakeSuperLink();
  for (const [key, known] of nodes) stage.link.nodes.set(key, known);
  await stage.link.listen(port);
  await until(() => node.names().includes('back'));
  expect(node.events.filter(({ event }) => event === 'active').at(-1)?.facts).toEqual({
    nodeId: 100n,
  });
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
});

test('a run that is over is ignored', async () => {
  const node = stage.start(doubling);
  await stage.active();
  stage.link.fault = (rpc) =>
    rpc === 'get-run' ? new Refusal(403, apiErrors.runStatusNotAllowed) : undefined;
  stage.link.send('train', question());
  await until(() => node.names().includes('run-over'));
  stage.link.fault = () => undefined;
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
});

test('a node survives garbage in place of a response', async () => {
  const node = stage.start(doubling);
  await stage.active();
  const before = stage.link.count('pull-messages');
  stage.link.fault = (rpc, count) =>
    rpc === 'pull-messages' && count === before + 2 ? Buffer.from('\xff\xff garbage') : undefined;
  await until(() => node.names().includes('trouble'));
  await until(() => node.names().filter((name) => name === 'active').length === 2, 20);
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
});
