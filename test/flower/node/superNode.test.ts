import { createIdentity } from '../../../src/flower/wire/identity';
import type { AppFunctions } from '../../../src/flower/app/clientApp';
import { Refusal } from '../../support/fakeFleetApi';
import { arraysOf, doubling, errorOf, question, Stage, until } from '../../support/stagedNode';

const stage = new Stage();

test('a node registers, answers and signs off', async () => {
  const node = stage.start(doubling);
  await stage.active();
  expect(arraysOf(await stage.ask(1))).toEqual([2, 4, 6, 8]);
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
  await until(() => node.names().filter((name) => name === 'reply').length === 2);
  await node.stop();
  expect(stage.link.count('get-run')).toBe(1);
  expect(stage.link.count('confirm-message-received')).toBe(2);
  expect(stage.link.calls.slice(0, 2)).toEqual(['register-node', 'activate-node']);
  expect(stage.link.calls.slice(-2)).toEqual(['deactivate-node', 'unregister-node']);
  expect(node.names()).toEqual(
    'superlink active run message reply message reply signed-off'.split(' '),
  );
  const [message] = node.events.filter(({ event }) => event === 'message');
  expect(message.text).toMatch(/^round 1, train: 6 objects, \d+ bytes received in/);
});

test('a kept key is signed off but not unregistered, and comes back under its old id', async () => {
  const identity = createIdentity();
  const ids: bigint[] = [];
  const kept = { keepsKey: true, onNodeId: (id: bigint) => ids.push(id) };
  const first = stage.start(doubling, kept, identity);
  // The server counts it as active a moment before it knows so itself, and can sign off.
  await until(() => first.names().includes('active'));
  await first.stop();
  expect(stage.link.count('unregister-node')).toBe(0);
  stage.start(doubling, kept, identity);
  await stage.active();
  expect(arraysOf(await stage.ask())).toEqual([2, 4, 6, 8]);
  expect(ids).toEqual([100n, 100n]);
});

test('a process takes over from one that was killed', async () => {
  const identity = createIdentity();
  stage.link.nodes.set(Buffer.from(identity.publicKey).toString(), { id: 55n, status: 'online' });
  const node = stage.start(doubling, { keepsKey: true, lastNodeId: 55n }, identity);
  await until(() => node.names().includes('active'));
  expect(stage.link.calls.slice(0, 4)).toEqual([
    ...['register-node', 'activate-node', 'deactivate-node', 'activate-node'],
  ]);
});

test('a session that may be another client’s with the same key is left alone', async () => {
  const identity = createIdentity();
  stage.link.nodes.set(Buffer.from(identity.publicKey).toString(), { id: 55n, status: 'online' });
  const more = { keepsKey: true, lastNodeId: 55n, lastSessionIsOver: false, heartbeatSeconds: -2 };
  for (const selfRegistration of [true, false]) {
    stage.link.selfRegistration = selfRegistration;
    const node = stage.start(doubling, more, identity);
    await expect(node.done).rejects.toThrow(/another SuperNode is active with it/);
    expect(node.events.find(({ event }) => event === 'still-active')?.text).toMatch(
      /or of another one that uses this key; waiting up to 1 s/,
    );
  }
  expect(stage.link.count('deactivate-node')).toBe(0);
  expect(stage.link.online()).toHaveLength(1);
});

test('a node that was away but is active says that another may use its key', async () => {
  const beats = (): number => stage.link.count('send-node-heartbeat');
  const warnings: { readonly text: string; readonly activations: number }[] = [];
  stage.start(doubling, {
    heartbeatSeconds: 0.02,
    log: ({ event, text }) => {
      const activations = stage.link.count('activate-node');
      if (event === 'key-in-use') warnings.push({ text, activations });
    },
  });
  await until(() => beats() > 2);
  stage.link.fault = (rpc) => (rpc === 'send-node-heartbeat' ? 'drop the request' : undefined);
  const [one] = stage.link.online();
  // The server gave it up: it comes back by its next activation, and has nothing to tell.
  one.status = 'offline';
  // On a busy machine it was late, and told so, before.
  const before = stage.link.count('activate-node');
  const since = () => warnings.filter(({ activations }) => activations > before);
  // At the one after that it is active already.
  await until(() => since().length > 0);
  expect(since()[0]).toEqual({
    text: expect.stringMatching(
      /if another client uses this key, give each a key of its own/,
    ) as string,
    activations: before + 2,
  });
});

test('a node that was signed off by another process says so', async () => {
  const node = stage.start(doubling, { keepsKey: true });
  await until(() => node.names().includes('active'));
  stage.link.online()[0].status = 'offline';
  await node.stop();
  expect(node.events.at(-1)?.text).toMatch(/signed this node off already: .* another client/);
});

test('what an app throws goes to the server as error 2, and the node continues', async () => {
  let calls = 0;
  const node = stage.start({
    train: (request, context) => {
      if (calls++ === 0) throw new RangeError('lr must be > 0,\ngot -1');
      return doubling.train!(request, context);
    },
    evaluate: () => ({ metrics: { 'not a number': 'text' as unknown as number } }),
  });
  await stage.active();
  expect(errorOf(await stage.ask())).toEqual({
    code: 2,
    reason: 'RangeError: lr must be > 0, got -1',
  });
  expect(arraysOf(await stage.ask(2))).toEqual([2, 4, 6, 8]);
  const wrong = await stage.answerTo(stage.link.send('evaluate', question()));
  expect(errorOf(wrong)).toMatchObject({
    code: 2,
    reason: expect.stringMatching(/not a number/) as string,
  });
  const unknown = await stage.answerTo(stage.link.send('query.sizes', question()));
  expect(errorOf(unknown)).toEqual({
    code: 2,
    reason:
      'FederatedError: no function for messages of type "query.sizes"; this app answers train, evaluate',
  });
  expect(node.names().filter((name) => name === 'app-error')).toHaveLength(3);
});

test('for an app that hangs, the reply is error 8 and the app is told to stop', async () => {
  let stopped: unknown;
  const hanging: AppFunctions = {
    train: ({ signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          stopped = signal.reason;
        });
      }),
    evaluate: doubling.train!,
  };
  stage.start(hanging, { appSeconds: 0.1 });
  await stage.active();
  const late = 'the client app did not finish in 0.1 s';
  expect(errorOf(await stage.ask())).toEqual({ code: 8, reason: late });
  expect(stopped).toMatchObject({ message: late });
  expect(arraysOf(await stage.answerTo(stage.link.send('evaluate', question())))).toEqual([
    2, 4, 6, 8,
  ]);
});

test('a node that is stopped leaves a hanging app behind', async () => {
  const node = stage.start({ train: () => new Promise(() => undefined) });
  await stage.active();
  const id = stage.link.send('train', question());
  await until(() => node.names().includes('message'));
  await node.stop();
  expect(errorOf(stage.link.answer(id)!).code).toBe(5);
  await expect(node.done).resolves.toBeUndefined();
});

describe('nodes that are never admitted', () => {
  test('a key that the operator did not register', async () => {
    stage.link.selfRegistration = false;
    const node = stage.start(doubling, { keepsKey: true });
    await expect(node.done).rejects.toThrow(
      /lets in only the keys that its operator registered \(flwr supernode register\), and not this/,
    );
  });

  test('a key that was unregistered', async () => {
    const identity = createIdentity();
    const key = Buffer.from(identity.publicKey).toString();
    stage.link.nodes.set(key, { id: 55n, status: 'unregistered' });
    // The server says nothing of why, so that the node first waits for an earlier session to end.
    const node = stage.start(doubling, { heartbeatSeconds: -2 }, identity);
    await expect(node.done).rejects.toThrow(/this key was unregistered, or another SuperNode/);
    expect(node.names()).toContain('still-active');
  });

  test('a signature that the server refuses', async () => {
    stage.link.fault = (rpc) => (rpc === 'register-node' ? new Refusal(401) : undefined);
    const range = 'which accepts clocks up to 5 s ahead of its own and up to 5 min 5 s behind';
    const refused = async (secondsBehind: number, reason: string): Promise<void> => {
      stage.link.secondsBehind = secondsBehind;
      const text = `^the SuperLink refuses this key’s signature: ${reason}`;
      await expect(stage.start(doubling).done).rejects.toThrow(new RegExp(text));
    };
    const clock = "this machine's clock is";
    await refused(
      252,
      `${clock} 4 min 1[123] s ahead of the SuperLink's, ${range}: set the clock$`,
    );
    await refused(-7322, `${clock} 2 h 2 min behind the SuperLink's, ${range}: set the clock$`);
    await refused(
      -200,
      `the clock is not the reason .* ${range}\\): the signature was not made with the private`,
    );
  });

  test('an old server, and an unreachable one', async () => {
    stage.link.version = '1.39.0';
    await expect(stage.start(doubling).done).rejects.toThrow(
      /flwr 1.39.0, .*pip install "flwr>=1.40.0"/,
    );
    await stage.link.close();
    const node = stage.start(doubling);
    await expect(node.done).rejects.toThrow(/ECONNREFUSED/);
    expect(node.names()).toContain('unreachable');
  });

  test('a server newer than the tested ones works, with a warning', async () => {
    stage.link.version = '9.1.0';
    const node = stage.start(doubling);
    await stage.active();
    const [warning] = node.events.filter(({ event }) => event === 'version');
    expect(warning.text).toMatch(/flwr 9\.1\.0, which this client has not been tested with/);
  });
});
