import { setTimeout as pause } from 'node:timers/promises';
import { Rng } from '../../src/core/rng';
import { clientApp } from '../../src/flower/app/clientApp';
import type { AppFunctions } from '../../src/flower/app/clientApp';
import type { NodeEvent } from '../../src/flower/node/log';
import { runSuperNode } from '../../src/flower/node/superNode';
import type { SuperNodeOptions } from '../../src/flower/node/superNode';
import { createIdentity } from '../../src/flower/wire/identity';
import { float32Array } from '../../src/flower/wire/objects/ndArray';
import { arrayRecord, configRecord } from '../../src/flower/wire/objects/records';
import type { FlowerRecord, Records } from '../../src/flower/wire/objects/records';
import { FleetTransport } from '../../src/flower/wire/transport';
import type { Answer } from './fakeMessageStore';
import { FakeSuperLink } from './fakeSuperLink';
import { standInSchema } from './flowerSchema';

const schema = standInSchema();
const numbers = Float32Array.of(1, 2, 3, 4);

/** A model of four numbers and the round. */
export function question(round = 1): Records {
  return new Map<string, FlowerRecord>([
    ['arrays', arrayRecord({ w: float32Array([4], numbers) })],
    ['config', configRecord({ 'server-round': BigInt(round) })],
  ]);
}

/** Doubles the numbers. */
export const doubling: AppFunctions = {
  train: ({ arrays }) => {
    const { data } = arrays.get('w')!;
    const doubled = Float32Array.from(data as Float32Array, (value) => 2 * value);
    return { arrays: new Map([['w', float32Array([4], doubled)]]), metrics: { n: 4n } };
  },
};

export interface Running {
  readonly events: NodeEvent[];
  readonly names: () => string[];
  readonly done: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a node that asks often and retries fast. */
export function startNode(
  url: string,
  functions: AppFunctions,
  more: Partial<SuperNodeOptions> = {},
  identity = createIdentity(),
): Running {
  const controller = new AbortController();
  const events: NodeEvent[] = [];
  const retry = { attempts: 3, firstDelaySeconds: 0.01, maxDelaySeconds: 0.05 };
  const transport = new FleetTransport({
    url,
    schema,
    identity,
    retry,
    silenceSeconds: 1,
  });
  const done = runSuperNode({
    transport,
    schema,
    publicKey: identity.publicKey,
    app: clientApp(functions),
    log: (event) => events.push(event),
    signal: controller.signal,
    pollSeconds: 0.02,
    startSeconds: 0.2,
    signOffSeconds: 0.3,
    rng: Rng.fromSeed(1),
    ...more,
  }).finally(() => {
    transport.close();
  });
  done.catch(() => undefined);
  const stop = async (): Promise<void> => {
    controller.abort();
    await done.catch(() => undefined);
  };
  return { events, names: () => events.map(({ event }) => event), done, stop };
}

export async function until<T>(get: () => T | undefined | false, seconds = 60): Promise<T> {
  const deadline = performance.now() + 1000 * seconds;
  for (;;) {
    const value = get();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${get.toString()}`);
    await pause(5);
  }
}

export function arraysOf(answer: Answer): number[] {
  if ('error' in answer) throw new Error(answer.error.reason);
  const record = answer.content.get('arrays');
  return record?.kind === 'arrays' ? Array.from(record.arrays.get('w')!.data, Number) : [];
}

export function errorOf(answer: Answer): { code: number; reason: string } {
  if ('error' in answer) return answer.error;
  throw new Error('expected an error');
}

/** A fake SuperLink and the nodes that ask it, for each test of a file anew. */
export class Stage {
  link = new FakeSuperLink();
  readonly #running: Running[] = [];

  /** Has it set up before and cleared after each test. */
  constructor() {
    beforeEach(async () => {
      this.link = new FakeSuperLink();
      await this.link.listen();
    });
    afterEach(async () => {
      for (const node of this.#running.splice(0)) await node.stop();
      await this.link.close();
    });
  }

  start(...[functions, more, identity]: Tail<Parameters<typeof startNode>>): Running {
    const node = startNode(this.link.url, functions, more, identity);
    this.#running.push(node);
    return node;
  }

  active(): Promise<boolean> {
    return until(() => this.link.online().length > 0);
  }

  answerTo(id: string): Promise<Answer> {
    return until(() => this.link.answer(id));
  }

  /** Sends a model to train and waits for the answer. */
  ask(round?: number): Promise<Answer> {
    return this.answerTo(this.link.send('train', question(round)));
  }
}

type Tail<List extends readonly unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;
