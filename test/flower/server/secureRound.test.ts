import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Rng } from '../../../src/core/rng';
import { SecureClient } from '../../../src/secureAggregation/protocol/client';
import type { ServerMessage } from '../../../src/secureAggregation/protocol/messages';
import { plainSum, stages } from '../../secureAggregation/rounds';
import type { Stage } from '../../secureAggregation/rounds';
import { flowerPython, flowerTest } from '../../support/flowerPython';

/* The protocol's server in Python, secure/protocol.py, with the library's clients. */

interface Answer {
  readonly answer?: unknown;
  readonly problem?: string;
}

/** A process that runs rounds, one after the other. */
class PythonServer {
  readonly #child = spawn(flowerPython!, [
    '-B',
    join(__dirname, '..', '..', 'support', 'secureServer.py'),
  ]);
  readonly #lines: AsyncIterator<string> = createInterface(this.#child.stdout)[
    Symbol.asyncIterator
  ]();
  #errors = '';

  constructor() {
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
  }

  async call<Result>(name: string, more: object = {}): Promise<Result> {
    this.#child.stdin.write(`${JSON.stringify({ call: name, ...more }, plain)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error(this.#errors);
    const { answer: result, problem } = JSON.parse(line.value, given) as Answer;
    if (problem !== undefined) throw new Error(problem);
    return result as Result;
  }

  stop(): void {
    this.#child.kill();
  }
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}

function given(_key: string, value: unknown): unknown {
  const bytes = (value as { base64?: string } | null)?.base64;
  return bytes === undefined ? value : new Uint8Array(Buffer.from(bytes, 'base64'));
}

interface Terms {
  readonly clients: number;
  readonly threshold: number;
  readonly least_survivors: number;
  readonly size: number;
  readonly modulus_bits: number;
  readonly neighbors?: number;
}

interface Result {
  readonly sum: readonly number[];
  readonly survivors: readonly number[];
  readonly rejected: Readonly<Record<string, string>>;
}

/** A round; `dropouts` says before which stage's message a client is gone. */
async function round(
  server: PythonServer,
  terms: Terms,
  inputs: readonly Int32Array[],
  dropouts: ReadonlyMap<number, Stage> = new Map(),
  change: (index: number, message: object) => object = (_index, message) => message,
): Promise<Result> {
  const clients = new Map<number, SecureClient>();
  let messages = await server.call<Record<string, ServerMessage>>('begin', { terms });
  for (const stage of stages) {
    for (const [key, message] of Object.entries(messages)) {
      const index = Number(key);
      const gone = dropouts.get(index);
      if (gone !== undefined && stages.indexOf(gone) <= stages.indexOf(stage)) continue;
      if (message.stage === 'setup') clients.set(index, new SecureClient(message));
      const own = clients.get(index)!.answer(message, inputs[index - 1]);
      await server.call('receive', { index, message: change(index, own) }).catch(() => undefined); // The result says whose messages were refused, and why.
    }
    messages = await server.call('next');
  }
  return server.call('result');
}

const rng = Rng.fromSeed(1);

function vectors(clients: number, size: number, bits: number): Int32Array[] {
  return Array.from({ length: clients }, () =>
    Int32Array.from({ length: size }, () => rng.integer(2 ** bits) - 2 ** (bits - 1)),
  );
}

flowerTest(
  'a server in Python sums what survives, whoever drops out when, and nothing below the threshold',
  async () => {
    const server = new PythonServer();
    try {
      const terms = { clients: 5, threshold: 3, least_survivors: 3, size: 70, modulus_bits: 24 };
      const inputs = vectors(5, 70, 20);
      const patterns = [
        [],
        ...stages.map((stage) => [[2, stage] as const]),
        ...stages.map((stage, i) => [[1, stage] as const, [4, stages[(i + 2) % 5]] as const]),
      ];
      for (const pattern of patterns) {
        const dropouts = new Map<number, Stage>(pattern);
        const { sum, survivors } = await round(server, terms, inputs, dropouts);
        const late = (index: number): boolean =>
          ['consistency', 'unmasking'].includes(dropouts.get(index) ?? 'unmasking');
        expect(survivors).toEqual([1, 2, 3, 4, 5].filter(late));
        expect(sum).toEqual(
          plainSum(
            survivors.map((index) => inputs[index - 1]),
            24,
          ),
        );
      }
      for (const stage of stages) {
        const dropouts = new Map([1, 3, 4].map((index) => [index, stage] as const));
        await expect(round(server, terms, inputs, dropouts)).rejects.toThrow(
          /only 2 of 5 clients are left, at least 3 must be/,
        );
      }
    } finally {
      server.stop();
    }
  },
);

flowerTest('neighborhoods, wrong shares and messages of another session', async () => {
  const server = new PythonServer();
  try {
    const sparse = {
      ...{ clients: 11, threshold: 3, least_survivors: 6, size: 33, modulus_bits: 32 },
      neighbors: 4,
    };
    const many = vectors(11, 33, 24);
    const gone = new Map<number, Stage>([
      [3, 'input'],
      [8, 'unmasking'],
    ]);
    const { sum, survivors } = await round(server, sparse, many, gone);
    expect(survivors).not.toContain(3);
    expect(survivors).toContain(8);
    expect(sum).toEqual(
      plainSum(
        survivors.map((index) => many[index - 1]),
        32,
      ),
    );

    const terms = { clients: 5, threshold: 3, least_survivors: 3, size: 8, modulus_bits: 16 };
    const inputs = vectors(5, 8, 12);
    const lies = (index: number, message: object): object => {
      if (index === 2 && 'seedShares' in message) {
        const seedShares = (message.seedShares as Uint8Array[]).map((share) =>
          share.map((byte, i) => (i === 32 ? byte ^ 1 : byte)),
        );
        return { ...message, seedShares };
      }
      if (index === 4 && 'envelopes' in message) return { ...message, session: new Uint8Array(32) };
      return message;
    };
    const repaired = await round(server, terms, inputs, new Map(), lies);
    expect(repaired.survivors).toEqual([1, 2, 3, 5]);
    expect(repaired.sum).toEqual(
      plainSum(
        [0, 1, 2, 4].map((k) => inputs[k]),
        16,
      ),
    );
    expect(repaired.rejected).toMatchObject({
      2: expect.stringMatching(/its share of client \d does not fit/) as string,
      4: 'a message of another session',
    });
  } finally {
    server.stop();
  }
});
