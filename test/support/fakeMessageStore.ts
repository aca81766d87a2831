import { inflateMessage } from '../../src/flower/wire/objects/inflate';
import { defaultLimits } from '../../src/flower/wire/limits';
import { messageHeader, readError, readMetadata } from '../../src/flower/wire/message';
import type { FlowerMessage, MessageError } from '../../src/flower/wire/message';
import { deflateMessage } from '../../src/flower/wire/objects/deflate';
import {
  allObjects,
  objectTree,
  parseObject,
  treeIds,
} from '../../src/flower/wire/objects/objects';
import type { FlowerObject } from '../../src/flower/wire/objects/objects';
import type { Records } from '../../src/flower/wire/objects/records';
import type { FleetRpc, RpcRequest, RpcResponse } from '../../src/flower/wire/rpcs';
import type { Init } from '../../src/flower/wire/shapes';
import { standInSchema } from './flowerSchema';

const schema = standInSchema();

interface Sent {
  readonly message: FlowerMessage;
  readonly object: FlowerObject;
  readonly to: bigint;
  delivered: boolean;
  /** Whether the ServerApp has the reply's head: the message takes no other then. */
  handedOn: boolean;
}

/** What came back for a message. */
export type Answer = { readonly content: Records } | { readonly error: MessageError };

type Response<R extends FleetRpc> = Partial<RpcResponse<R>>;

/** The messages of a SuperLink, their replies, and the objects that both consist of. */
export class FakeMessageStore {
  readonly #objects = new Map<string, Uint8Array | undefined>();
  #sent: Sent[] = [];
  readonly #replies = new Map<string, { tree: Init<'ObjectTree'>; header: Init<'Message'> }>();
  #session = 0;
  #open = new Set<string>();

  /** Forgets all messages, as if they had expired. */
  forget(): void {
    this.#sent = [];
    this.#objects.clear();
  }

  /** Puts a message into a node's queue; its id. `change` gives the bytes of each object. */
  send(
    message: FlowerMessage,
    to: bigint,
    change: (object: FlowerObject) => Uint8Array | undefined,
  ): string {
    const object = deflateMessage(schema, message);
    for (const part of allObjects(object).values()) this.#objects.set(part.id, change(part));
    this.#sent.push({ message, object, to, delivered: false, handedOn: false });
    return object.id;
  }

  upload(object: FlowerObject): void {
    this.#objects.set(object.id, object.content());
  }

  /** Hands the reply to a message on to the ServerApp, all of it there or not. */
  handOn(messageId: string): void {
    this.#find(messageId)!.handedOn = true;
  }

  /** The node from which a reply is to come; undefined for a message that is forgotten or handed on. */
  addressee(messageId: string): bigint | undefined {
    const sent = this.#find(messageId);
    return sent?.handedOn ? undefined : sent?.to;
  }

  /** Whether the ServerApp waits for the objects of the reply to a message. */
  isHandedOn(messageId: string): boolean {
    return this.#find(messageId)?.handedOn ?? false;
  }

  /** Whether the reply to a message is not all there yet. */
  isWaiting(messageId: string): boolean {
    return !this.#replies.has(messageId) || this.#open.size > 0;
  }

  /** The reply to a message, when all of it is there. */
  reply(messageId: string): Answer | undefined {
    const reply = this.#replies.get(messageId);
    if (!reply || this.isWaiting(messageId)) return undefined;
    if (reply.header.error) return { error: readError(reply.header.error as never) };
    const ids = treeIds(reply.tree as never, defaultLimits);
    const objects = new Map(ids.map((id) => [id, parseObject(id, this.#objects.get(id)!)]));
    const { content } = inflateMessage(schema, reply.tree.objectId!, objects);
    return { content: content! };
  }

  /** A node's next message that it has not got yet. */
  pullMessages(nodeId: bigint): Response<'pull-messages'> {
    const next = this.#sent.find(({ to, delivered }) => to === nodeId && !delivered);
    if (!next) return {};
    next.delivered = true;
    const { message, object } = next;
    return {
      messagesList: [messageHeader(message, object.id)],
      messageObjectTrees: [objectTree(object)],
    } as never;
  }

  pullObject({ objectId }: RpcRequest<'pull-object'>): Response<'pull-object'> {
    const objectContent = this.#objects.get(objectId!);
    return {
      objectFound: this.#objects.has(objectId!),
      objectAvailable: objectContent !== undefined,
      ...(objectContent && { objectContent }),
    };
  }

  /** Takes a reply's head; says which of its objects are to follow. */
  pushMessages({
    messagesList,
    messageObjectTrees,
  }: RpcRequest<'push-messages'>): Response<'push-messages'> {
    const [header] = messagesList!;
    const [tree] = messageObjectTrees!;
    const { replyToMessageId } = readMetadata(header.metadata as never);
    if (this.addressee(replyToMessageId) === undefined) return { sessionId: '', objectsToPush: [] };
    this.#replies.set(replyToMessageId, { tree, header });
    const missing = treeIds(tree as never, defaultLimits).filter(
      (id) => this.#objects.get(id) === undefined,
    );
    this.#open = new Set(missing);
    return { sessionId: `session ${++this.#session}`, objectsToPush: missing };
  }

  pushObject({
    objectId,
    objectContent,
    sessionId,
  }: RpcRequest<'push-object'>): Response<'push-object'> {
    // Flower lets a SuperNode of old, which knows of no sessions, store what any of them waits for.
    const mayStore = sessionId === '' || sessionId === `session ${this.#session}`;
    const stored = mayStore && this.#open.has(objectId!);
    if (stored) {
      this.#objects.set(objectId!, objectContent!.slice());
      this.#open.delete(objectId!);
    }
    return { stored };
  }

  #find(messageId: string): Sent | undefined {
    return this.#sent.find(({ object }) => object.id === messageId);
  }
}
