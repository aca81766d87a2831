import { clientApp } from '../../../src/flower/app/clientApp';
import { describeObject, objectTable } from '../../../src/flower/tap/describeObject';
import { wireSteps } from '../../../src/flower/tap/wireSteps';
import { wireTap } from '../../../src/flower/tap/wireTap';
import type { WireCall, WireTap } from '../../../src/flower/tap/wireTap';
import { wireTraffic } from '../../../src/flower/tap/wireTraffic';
import { createIdentity } from '../../../src/flower/wire/identity';
import { npyFromPieces } from '../../../src/flower/wire/objects/npyArray';
import { FleetTransport } from '../../../src/flower/wire/transport';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { standInSchema } from '../../support/flowerSchema';
import { arraysOf, doubling, Stage, until } from '../../support/stagedNode';

const stage = new Stage();
const schema = standInSchema();

/** A node whose transport and app are watched, until it has answered for two rounds. */
async function twoRounds(): Promise<{ tap: WireTap; sent: number; received: number }> {
  const tap = wireTap();
  const controller = new AbortController();
  const { headers, publicKey } = createIdentity();
  const { observe } = tap;
  const transport = new FleetTransport({ url: stage.link.url, schema, headers, observe });
  const node = runSuperNode({
    ...{ transport, schema, publicKey, app: tap.watch(clientApp(doubling)) },
    ...{ log: () => undefined, signal: controller.signal, pollSeconds: 0.02 },
  });
  await stage.active();
  for (const round of [1, 2]) expect(arraysOf(await stage.ask(round))).toEqual([2, 4, 6, 8]);
  const idle = tap.calls.length;
  await until(() => tap.calls.length > idle + 2);
  controller.abort();
  await node;
  const { bytesSent, bytesReceived, calls } = transport.traffic;
  transport.close();
  expect(calls).toBe(tap.calls.length + 1); // the version is asked for outside the Fleet API
  return { tap, sent: bytesSent, received: bytesReceived };
}

const bytes = (calls: readonly WireCall[], which: 'bytesUp' | 'bytesDown'): number =>
  calls.reduce((sum, call) => sum + call[which], 0);

test('a tap sees every call and every byte, and which message it belongs to', async () => {
  const { tap, sent, received } = await twoRounds();
  const { calls, messages } = tap;
  expect(calls[0].rpc).toBe('register-node');
  expect(calls.at(-1)!.rpc).toBe('unregister-node');
  expect(bytes(calls, 'bytesUp')).toBe(sent);
  expect(received - bytes(calls, 'bytesDown')).toBeGreaterThan(0); // the version again
  const own = calls.filter(({ message }) => message?.round === 2);
  const names = own.map(({ rpc }) => rpc).filter((rpc, i, all) => rpc !== all[i - 1]);
  expect(names).toEqual([
    ...['pull-messages', 'pull-object', 'confirm-message-received'],
    ...['push-messages', 'push-object'],
  ]);
  expect(calls.filter(({ rpc }) => rpc === 'get-run').map(({ message }) => message)).toEqual([
    { type: 'train', round: 1 },
  ]);
  const idle = calls.filter(({ message }) => !message).map(({ rpc }) => rpc);
  expect(new Set(idle)).toEqual(
    new Set([
      'register-node',
      'activate-node',
      'pull-messages',
      'deactivate-node',
      'unregister-node',
    ]),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    { type: 'train', round: 1 },
    { type: 'train', round: 2 },
  ]);
});

test('the objects of a message can be read, and described in a line', async () => {
  const { tap } = await twoRounds();
  const carried = (rpc: string) =>
    tap.calls.flatMap((call) =>
      call.rpc === rpc && call.message?.round === 1 && call.object ? [call.object] : [],
    );
  const up = carried('push-object');
  const rows = objectTable(schema, up);
  expect(rows.map(({ object, holds }) => `${object}: ${holds}`)).toEqual([
    'Message: envelope: train, from whom, to whom, when',
    'RecordDict: arrays, metrics',
    'MetricRecord: n 4',
    'ArrayRecord: w',
    'Array: float32 [4] in 1 chunk',
    'ArrayChunk: a .npy file',
  ]);
  expect(rows[0].id).toMatch(/^[0-9a-f]{8}$/);
  const chunk = up.find(({ type }) => type === 'ArrayChunk')!;
  expect(rows.at(-1)!.bytes).toBe(chunk.body.length);
  expect([...npyFromPieces([chunk.body], 'w').data]).toEqual([2, 4, 6, 8]);
  const settings = carried('pull-object').find(({ type }) => type === 'ConfigRecord')!;
  expect(describeObject(schema, settings)).toBe('server-round 1');
  expect(describeObject(schema, { ...chunk, body: chunk.body.subarray(7) })).toBe(
    'more of a .npy file',
  );
});

test('the steps of a round are its calls, grouped if equal, and the app’s work', async () => {
  const { tap } = await twoRounds();
  const labels = (round: number): string[] => wireSteps(tap, round).map(({ label }) => label);
  expect(labels(1)).toEqual([
    ...['pull-messages', 'get-run', 'pull-object × 6', 'confirm-message-received', 'train'],
    ...['push-messages', 'push-object × 6'],
  ]);
  // The second answer is the same but for its envelope, and the server has the rest.
  expect(labels(2)).toEqual([
    ...['pull-messages', 'pull-object × 6', 'confirm-message-received', 'train'],
    ...['push-messages', 'push-object'],
  ]);
  const steps = wireSteps(tap, 2);
  expect(steps[0].start).toBe(0);
  expect(steps[3].bytes).toBeUndefined();
  const pulled = tap.calls.filter(
    ({ rpc, message }) => rpc === 'pull-object' && message?.round === 2,
  );
  expect(steps[1].bytes).toEqual({
    up: bytes(pulled, 'bytesUp'),
    down: bytes(pulled, 'bytesDown'),
  });
  expect(wireSteps(tap, 7)).toEqual([]);
});

test('the bytes of a round add up by purpose', async () => {
  const { tap } = await twoRounds();
  const traffic = wireTraffic(tap.calls);
  expect(traffic.map(({ round }) => round)).toEqual([1, 2]);
  const own = tap.calls.filter(({ message }) => message?.round === 2);
  const all = Object.values(traffic[1].bytes).reduce((sum, value) => sum + value, 0);
  expect(all).toBe(bytes(own, 'bytesUp') + bytes(own, 'bytesDown'));
  const pulled = own.filter(({ rpc }) => rpc === 'pull-object');
  expect(traffic[1].bytes['model to train']).toBe(
    bytes(pulled, 'bytesUp') + bytes(pulled, 'bytesDown'),
  );
  expect(traffic[1].bytes['model to evaluate']).toBe(0);
});
