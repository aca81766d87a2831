import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '../../src/core/rng';

/** What happens to requests on their way, as shares of all. */
export interface ProxyFaults {
  /** The connection breaks before the server sees the request. */
  readonly dropRequests: number;
  /** The server answers, and the connection breaks then. */
  readonly dropAnswers: number;
  /** The request waits before it goes on. */
  readonly delays: number;
  readonly delaySeconds: number;
}

/** A proxy in front of a SuperLink that loses and delays some of what passes through it. */
export class FaultyProxy {
  /** `host:port` of the server behind it. */
  target = '';
  readonly seen = { requests: 0, droppedRequests: 0, droppedAnswers: 0, delayed: 0 };
  readonly #server = createServer((from, to) => void this.#pass(from, to));

  constructor(
    readonly faults: ProxyFaults,
    readonly rng: Rng,
  ) {}

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
    const { dropRequests, dropAnswers, delays, delaySeconds } = this.faults;
    const chance = this.rng.uniform();
    this.seen.requests++;
    const body = await bytesOf(from);
    if (chance < dropRequests) {
      this.seen.droppedRequests++;
      from.socket.destroy();
      return;
    }
    if (this.rng.uniform() < delays) {
      this.seen.delayed++;
      await pause(1000 * delaySeconds);
    }
    const [host, port] = this.target.split(':');
    const { method, url: path, headers } = from;
    const forward = request({ host, port, method, path, headers, agent: false });
    forward.on('error', () => from.socket.destroy());
    forward.on('response', (answer) => {
      void bytesOf(answer).then((content) => {
        if (chance < dropRequests + dropAnswers) {
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
