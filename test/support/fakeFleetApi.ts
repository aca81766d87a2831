import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fleetRpcs } from '../../src/flower/wire/rpcs';
import type { FleetRpc, RpcRequest, RpcResponse } from '../../src/flower/wire/rpcs';
import { standInSchema } from './flowerSchema';

const schema = standInSchema();

/** An answer of the server that is no success. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code?: number,
  ) {}
}

/** What a test may have the server do at a request in place of the right thing. */
export type Fault = 'drop the request' | 'drop the answer' | 'say nothing' | Refusal | Uint8Array;

/** What comes of a request. */
export type Outcome<R extends FleetRpc> = Partial<RpcResponse<R>> | Refusal;

/** Flower's Fleet API over HTTP, with faults where a test wants them; what it answers is a subclass's. */
export abstract class FakeFleetApi {
  /** The operations asked for, in order, those that were dropped included. */
  readonly calls: FleetRpc[] = [];
  /** Is asked before each operation what to do in place of the right thing. */
  fault: (rpc: FleetRpc, count: number) => Fault | undefined = () => undefined;
  version = '1.41.0';
  /** Seconds that its clock is behind this machine's. */
  secondsBehind = 0;
  url = '';
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  count(rpc: FleetRpc): number {
    return this.calls.filter((call) => call === rpc).length;
  }

  /** @param key the public key that the request is signed with */
  protected abstract handle<R extends FleetRpc>(
    rpc: R,
    request: RpcRequest<R>,
    key: string,
  ): Outcome<R>;

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const now = new Date(Date.now() - 1000 * this.secondsBehind);
    response.setHeader('date', now.toUTCString());
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (request.url === '/openapi.json') {
      const paths = Object.keys(fleetRpcs).map((rpc) => [`/v1/fleet/${rpc}`, {}]);
      const info = { title: 'SuperLink API', version: this.version };
      response.end(JSON.stringify({ info, paths: Object.fromEntries(paths) as object }));
      return;
    }
    const rpc = request.url!.split('/').at(-1) as FleetRpc;
    this.calls.push(rpc);
    const fault = this.fault(rpc, this.count(rpc));
    if (fault === 'drop the request') {
      request.socket.destroy();
      return;
    }
    const { request: asked, response: answered } = fleetRpcs[rpc];
    const key = Buffer.from(String(request.headers['flwr-public-key']), 'base64').toString();
    const result =
      fault instanceof Refusal
        ? fault
        : this.handle(rpc, schema.decode(asked, Buffer.concat(chunks)), key);
    if (fault === 'say nothing') return;
    if (fault === 'drop the answer') {
      request.socket.destroy();
      return;
    }
    if (result instanceof Refusal) {
      response.statusCode = result.status;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ code: result.code, detail: 'refused' }));
      return;
    }
    response.setHeader('content-type', 'application/protobuf');
    response.end(fault instanceof Uint8Array ? fault : schema.encode(answered, result));
  }
}
