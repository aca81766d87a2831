import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '../../src/core/rng';

/** What happens to a request on its way. */
export interface Fate {
  /** `request`: the connection breaks before the server sees it; `answer`: after the server answered. */
  readonly drop?: 'request' | 'answer' | undefined;
  /** Seconds that the request waits before it goes on. */
  readonly delaySeconds?: number;
}

/** Which fates there are, as shares of all requests. */
export interface ProxyFaults {
  readonly dropRequests: number;
  readonly dropAnswers: number;
  readonly delays: number;
  readonly delaySeconds: number;
}

/** Fates by chance. */
export function randomFates(faults: ProxyFaults, rng: Rng): () => Fate {
  const { dropRequests, dropAnswers, delays, delaySeconds } = faults;
  return () => {
    const chance = rng.uniform();
    const drops = { request: chance < dropRequests, answer: chance < dropRequests + dropAnswers };
    return {
      drop: drops.request ? 'request' : drops.answer ? 'answer' : undefined,
      ...(rng.uniform() < delays && { delaySeconds }),
    };
  };
}

/** A proxy in front of a SuperLink that loses and delays some of what passes through it. */
export class FaultyProxy {
  /** `host:port` of the server behind it. */
  target = '';
  readonly seen = { requests: 0, droppedRequests: 0, droppedAnswers: 0, delayed: 0 };
  readonly #server = createServer((from, to) => void this.#pass(from, to));

  /** @param fate is asked for each request, by its path */
  constructor(readonly fate: (path: string) => Fate) {}

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const { drop, delaySeconds = 0 } = this.fate(from.url!);
    this.seen.requests++;
    const body = await bytesOf(from);
    if (drop === 'request') {
      this.seen.droppedRequests++;
      from.socket.destroy();
      return;
    }
    if (delaySeconds > 0) {
      this.seen.delayed++;
      await pause(1000 * delaySeconds);
    }
    const [host, port] = this.target.split(':');
    const { method, url: path, headers } = from;
    const forward = request({ host, port, method, path, headers, agent: false });
    forward.on('error', () => from.socket.destroy());
    forward.on('response', (answer) => {
      void bytesOf(answer).then((content) => {
        if (drop === 'answer') {
          this.seen.droppedAnswers++;
          from.socket.destroy();
          return;
        }
        to.writeHead(answer.statusCode ?? 500, {
          'content-type': answer.headers['content-type'] ?? '',
          'content-length': content.length,
        });
        to.end(content);
      });
    });
    forward.end(body);
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
