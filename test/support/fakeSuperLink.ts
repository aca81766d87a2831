import { apiErrors } from '../../src/flower/wire/errors';
import type { FlowerObject } from '../../src/flower/wire/objects/objects';
import type { Records } from '../../src/flower/wire/objects/records';
import type { FleetRpc, RpcRequest } from '../../src/flower/wire/rpcs';
import { FakeFleetApi, Refusal } from './fakeFleetApi';
import type { Outcome } from './fakeFleetApi';
import { FakeMessageStore } from './fakeMessageStore';
import type { Answer } from './fakeMessageStore';

interface Node {
  readonly id: bigint;
  status: 'registered' | 'online' | 'offline' | 'unregistered';
}

/**
 * A SuperLink of flwr 1.41 as far as a SuperNode sees it, in memory, by the rules of Flower's
 * `fleet_handlers.py` and `in_memory_linkstate.py`; without checks of signatures.
 */
export class FakeSuperLink extends FakeFleetApi {
  selfRegistration = true;
  readonly nodes = new Map<string, Node>();
  readonly #messages = new FakeMessageStore();
  #nextId = 100n;

  /** Forgets everything, as a SuperLink without a database that was restarted. */
  forget(): void {
    this.nodes.clear();
    this.forgetMessages();
  }

  /** Forgets all messages, as if they had expired. */
  forgetMessages(): void {
    this.#messages.forget();
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
    return this.#messages.send({ metadata: { ...metadata, createdAt }, content }, to, change);
  }

  /** Uploads an object that {@link send} held back. */
  upload(object: FlowerObject): void {
    this.#messages.upload(object);
  }

  /** Hands the reply to a message on to the ServerApp, all of it there or not. */
  handOn(messageId: string): void {
    this.#messages.handOn(messageId);
  }

  /** Whether the reply to a message is not all there yet. */
  isWaiting(messageId: string): boolean {
    return this.#messages.isWaiting(messageId);
  }

  /** The reply to a message, when all of it is there; an offline node's is an error, as in Flower. */
  answer(messageId: string): Answer | undefined {
    const reply = this.#messages.reply(messageId);
    if (reply) return reply;
    if (this.#messages.isHandedOn(messageId)) return undefined;
    const to = this.#messages.addressee(messageId);
    if (this.online().some(({ id }) => id === to)) return undefined;
    return { error: { code: 5, reason: 'Node Unavailable' } };
  }

  protected handle<R extends FleetRpc>(rpc: R, request: RpcRequest<R>, key: string): Outcome<R> {
    const node = this.nodes.get(key);
    const authentic = rpc === 'register-node' || rpc === 'activate-node';
    if (!authentic && (!node || node.status === 'unregistered')) return new Refusal(401);
    const handlers = this.#handlers(key, node!);
    return (handlers[rpc] as (request: RpcRequest<R>) => Outcome<R>)(request);
  }

  #handlers(key: string, node: Node): { [R in FleetRpc]: (request: RpcRequest<R>) => Outcome<R> } {
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
      'pull-messages': () => this.#messages.pullMessages(node.id),
      'get-run': () => ({ run: { runId: 7n, fabId: 'test/app', fabVersion: '1.0.0' } }) as never,
      'get-fab': () => new Refusal(403, apiErrors.getFabFailed),
      'pull-object': (request) => this.#messages.pullObject(request),
      'push-messages': (request) => this.#messages.pushMessages(request),
      'push-object': (request) => this.#messages.pushObject(request),
      'confirm-message-received': () => ({}),
    };
  }
}
