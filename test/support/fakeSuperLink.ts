import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateMessage } from '../../src/flower/wire/deflate';
import { apiErrors } from '../../src/flower/wire/errors';
import { inflateMessage } from '../../src/flower/wire/inflate';
import { defaultLimits } from '../../src/flower/wire/limits';
import { messageHeader, readError, readMetadata } from '../../src/flower/wire/message';
import type { FlowerMessage, MessageError } from '../../src/flower/wire/message';
import { allObjects, objectTree, parseObject, treeIds } from '../../src/flower/wire/objects';
import type { FlowerObject } from '../../src/flower/wire/objects';
import type { Records } from '../../src/flower/wire/records';
import { fleetRpcs } from '../../src/flower/wire/rpcs';
import type { FleetRpc, RpcRequest, RpcResponse } from '../../src/flower/wire/rpcs';
import type { Init } from '../../src/flower/wire/shapes';
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

interface Node {
  readonly id: bigint;
  status: 'registered' | 'online' | 'offline' | 'unregistered';
}

interface Sent {
  readonly message: FlowerMessage;
  readonly object: FlowerObject;
  readonly to: bigint;
  delivered: boolean;
}

/** What came back for a message. */
export type Answer = { readonly content: Records } | { readonly error: MessageError };

type Decoded<R extends FleetRpc> = RpcRequest<R>;

/**
 * A SuperLink of flwr 1.41 as far as a SuperNode sees it, in memory, by the rules of Flower's
 * `fleet_handlers.py` and `in_memory_linkstate.py`; without checks of signatures.
 */
export class FakeSuperLink {
  /** The operations asked for, in order, those that were dropped included. */
  readonly calls: FleetRpc[] = [];
  /** Is asked before each operation what to do in place of the right thing. */
  fault: (rpc: FleetRpc, count: number) => Fault | undefined = () => undefined;
  version = '1.41.0';
  selfRegistration = true;
  readonly nodes = new Map<string, Node>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #objects = new Map<string, Uint8Array | undefined>();
  #sent: Sent[] = [];
  readonly #replies = new Map<string, { tree: Init<'ObjectTree'>; header: Init<'Message'> }>();
  #session = 0;
  #open = new Set<string>();
  #nextId = 100n;
  url = '';

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

  /** Forgets everything, as a SuperLink without a database that was restarted. */
  forget(): void {
    this.nodes.clear();
    this.forgetMessages();
  }

  /** Forgets all messages, as if they had expired. */
  forgetMessages(): void {
    this.#sent = [];
    this.#objects.clear();
  }

  count(rpc: FleetRpc): number {
    return this.calls.filter((call) => call === rpc).length;
  }

  online(): Node[] {
    return [...this.nodes.values()].filter(({ status }) => status === 'online');
  }

  /**
   * Puts a message into the only online node's queue.
   *
   * @param change the objects' bytes before they are stored; undefined for one that is uploaded later
   */
  send(
    messageType: string,
    content: Records,
    change: (object: FlowerObject) => Uint8Array | undefined = (object) => object.content(),
    ttl = 3600,
  ): string {
    const [{ id: to }] = this.online();
    const createdAt = Date.now() / 1000;
    const ids = { runId: 7n, srcNodeId: 1n, dstNodeId: to };
    const metadata = { ...ids, messageId: '', replyToMessageId: '', groupId: '', ttl, messageType };
    const message: FlowerMessage = { metadata: { ...metadata, createdAt }, content };
    const object = deflateMessage(schema, message);
    for (const part of allObjects(object).values()) this.#objects.set(part.id, change(part));
    this.#sent.push({ message, object, to, delivered: false });
    return object.id;
  }

  /** Uploads an object that {@link send} held back. */
  upload(object: FlowerObject): void {
    this.#objects.set(object.id, object.content());
  }

  /** Whether the reply to a message is not all there yet. */
  isWaiting(messageId: string): boolean {
    return !this.#replies.has(messageId) || this.#open.size > 0;
  }

  /** The reply to a message, when all of it is there; an offline node's is an error, as in Flower. */
  answer(messageId: string): Answer | undefined {
    const sent = this.#sent.find(({ object }) => object.id === messageId);
    const reply = this.#replies.get(messageId);
    if (reply && !this.isWaiting(messageId)) {
      if (reply.header.error) return { error: readError(reply.header.error as never) };
      const ids = treeIds(reply.tree as never, defaultLimits);
      const objects = new Map(ids.map((id) => [id, parseObject(id, this.#objects.get(id)!)]));
      const { content } = inflateMessage(schema, reply.tree.objectId!, objects);
      return { content: content! };
    }
    const node = [...this.nodes.values()].find(({ id }) => id === sent?.to);
    if (node?.status === 'online') return undefined;
    return { error: { code: 5, reason: 'Node Unavailable' } };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
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
        : this.#handle(rpc, schema.decode(asked, Buffer.concat(chunks)), key);
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

  #handle<R extends FleetRpc>(
    rpc: R,
    request: Decoded<R>,
    key: string,
  ): Partial<RpcResponse<R>> | Refusal {
    const node = this.nodes.get(key);
    const authentic = rpc === 'register-node' || rpc === 'activate-node';
    if (!authentic && (!node || node.status === 'unregistered')) return new Refusal(401);
    const handlers = this.#handlers(key, node!);
    return (handlers[rpc] as (request: Decoded<R>) => Partial<RpcResponse<R>> | Refusal)(request);
  }

  #handlers(
    key: string,
    node: Node,
  ): { [R in FleetRpc]: (request: Decoded<R>) => Partial<RpcResponse<R>> | Refusal } {
    return {
      'register-node': () => {
        if (!this.selfRegistration) return new Refusal(412, apiErrors.registrationDisabled);
        if (this.nodes.has(key)) return new Refusal(412, apiErrors.publicKeyAlreadyInUse);
        const nodeId = this.#nextId++;
        this.nodes.set(key, { id: nodeId, status: 'registered' });
        return { nodeId };
      },
      'activate-node': () => {
        const known = this.nodes.get(key);
        if (known?.status !== 'registered' && known?.status !== 'offline') {
          return new Refusal(412, apiErrors.activationFailed);
        }
        known.status = 'online';
        return { nodeId: known.id };
      },
      'deactivate-node': () => {
        if (node.status !== 'online') return new Refusal(412, apiErrors.deactivationFailed);
        node.status = 'offline';
        return {};
      },
      'unregister-node': () => {
        node.status = 'unregistered';
        return {};
      },
      'send-node-heartbeat': () => {
        node.status = 'online';
        return { success: true };
      },
      'pull-messages': () => {
        const next = this.#sent.find(({ to, delivered }) => to === node.id && !delivered);
        if (!next) return {};
        next.delivered = true;
        const { message, object } = next;
        return {
          messagesList: [messageHeader(message, object.id)],
          messageObjectTrees: [objectTree(object)],
        } as never;
      },
      'get-run': () => ({ run: { runId: 7n, fabId: 'test/app', fabVersion: '1.0.0' } }) as never,
      'get-fab': () => new Refusal(403, apiErrors.getFabFailed),
      'pull-object': ({ objectId }) => {
        const objectContent = this.#objects.get(objectId!);
        return {
          objectFound: this.#objects.has(objectId!),
          objectAvailable: objectContent !== undefined,
          ...(objectContent && { objectContent }),
        };
      },
      'push-messages': ({ messagesList, messageObjectTrees }) => {
        const [header] = messagesList!;
        const [tree] = messageObjectTrees!;
        const { replyToMessageId } = readMetadata(header.metadata as never);
        const sent = this.#sent.find(({ object }) => object.id === replyToMessageId);
        if (!sent) return { sessionId: '', objectsToPush: [] };
        this.#replies.set(replyToMessageId, { tree, header });
        const missing = treeIds(tree as never, defaultLimits).filter(
          (id) => this.#objects.get(id) === undefined,
        );
        this.#open = new Set(missing);
        return { sessionId: `session ${++this.#session}`, objectsToPush: missing };
      },
      'push-object': ({ objectId, objectContent, sessionId }) => {
        const stored = this.#open.has(objectId!) && sessionId === `session ${this.#session}`;
        if (stored) {
          this.#objects.set(objectId!, objectContent!.slice());
          this.#open.delete(objectId!);
        }
        return { stored };
      },
      'confirm-message-received': () => ({}),
    };
  }
}
