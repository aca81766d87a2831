import { messageOf } from '../../core/systemError';
import { answerMessage, appError } from './answerMessage';
import type { AppContext, ClientApp, Setting } from '../app/clientApp';
import { HandlerLog, subjectOf } from './handlerLog';
import type { Subject } from './handlerLog';
import type { NodeLog } from './log';
import { ReleasedObjects } from './releasedObjects';
import { RunContexts } from './runContexts';
import { ObjectsGoneError, pullObjects, pushReply } from './transfer';
import type { PulledObjects, PushedObjects, Route } from './transfer';
import { deflateMessage } from '../wire/objects/deflate';
import {
  FlowerConnectionError,
  FlowerFormatError,
  FlowerHttpError,
  FlowerLimitError,
} from '../wire/errors';
import { inflateMessage } from '../wire/objects/inflate';
import type { WireLimits } from '../wire/limits';
import { errorCodes, readMetadata, replyTo } from '../wire/message';
import type { FlowerMessage, MessageMetadata, Reply } from '../wire/message';
import type { FlowerObject } from '../wire/objects/objects';
import { treeIds } from '../wire/objects/objects';
import { oneTry, sleep } from '../../core/retry';
import type { FlowerSchema } from '../wire/schema';
import type { Decoded } from '../wire/shapes';
import type { FleetTransport } from '../wire/transport';

/** Options of a {@link MessageHandler}. */
export interface MessageHandlerOptions {
  readonly transport: FleetTransport;
  readonly schema: FlowerSchema;
  readonly app: ClientApp;
  readonly nodeConfig: Readonly<Record<string, Setting>>;
  /** Seconds that the app may take. */
  readonly appSeconds: number;
  readonly limits: WireLimits;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** The longest time that a timer can wait, in seconds. */
const longest = 2 ** 31 / 1000 - 1;

/** The content of the reply. The message itself is not kept: its arrays may be large. */
interface Answer {
  readonly subject: Subject;
  readonly reply: Reply;
  /** Seconds that the client app took. */
  readonly seconds: number;
}

/** Fetches, answers and replies to messages, one at a time. */
export class MessageHandler {
  readonly #options: MessageHandlerOptions;
  readonly #contexts: RunContexts;
  readonly #log: HandlerLog;

  constructor(options: MessageHandlerOptions) {
    this.#options = options;
    this.#contexts = new RunContexts(options);
    this.#log = new HandlerLog(options.log);
  }

  /**
   * Asks for a message and answers it. The request is made only once: if its response is lost, the
   * server considers the message delivered, and asking again would not bring it back.
   *
   * @returns whether there was one
   */
  async next(nodeId: bigint): Promise<boolean> {
    const { transport, signal } = this.#options;
    const request = { node: { nodeId } };
    const answer = await transport.call('pull-messages', request, { retry: oneTry, signal });
    if (answer.messagesList.length === 0) return false;
    const metadata = readMetadata(answer.messagesList[0].metadata);
    if (answer.messageObjectTrees.length === 0) {
      throw new FlowerFormatError('PullMessagesResponse', 'has a message without objects');
    }
    const route = { transport, nodeId, runId: metadata.runId, signal };
    await this.#handle(route, metadata, answer.messageObjectTrees[0]);
    return true;
  }

  async #handle(
    route: Route,
    metadata: MessageMetadata,
    tree: Decoded<'ObjectTree'>,
  ): Promise<void> {
    const context = await this.#contexts.get(route.nodeId, route.runId);
    let answer: Answer;
    try {
      answer = await this.#answer(await this.#receive(route, metadata, tree), context);
    } catch (error) {
      if (error instanceof ObjectsGoneError) {
        this.#log.gone({ metadata }, error);
        return;
      }
      if (!(error instanceof FlowerFormatError || error instanceof FlowerLimitError)) throw error;
      const reason = `this client cannot read the message: ${error.message}`;
      const subject = { metadata: { ...metadata, messageId: tree.objectId } };
      answer = { subject, reply: { error: { code: errorCodes.unknown, reason } }, seconds: 0 };
    }
    await this.#reply(route, answer);
  }

  async #receive(
    route: Route,
    metadata: MessageMetadata,
    tree: Decoded<'ObjectTree'>,
  ): Promise<FlowerMessage> {
    const { schema, limits } = this.#options;
    const { transport, nodeId, runId, signal } = route;
    const start = performance.now();
    const ids = treeIds(tree, limits);
    const pulled: PulledObjects = { objects: new ReleasedObjects(), bytes: 0 };
    await this.#persistently(metadata, () => pullObjects(route, ids, pulled, limits));
    const confirmation = { node: { nodeId }, runId, messageObjectId: tree.objectId };
    await transport.call('confirm-message-received', confirmation, { signal });
    const message = inflateMessage(schema, tree.objectId, pulled.objects, limits);
    if (message.metadata.runId !== runId) {
      throw new FlowerFormatError('Message', 'belongs to another run than its envelope says');
    }
    this.#log.received(subjectOf(message), { objects: ids.length, bytes: pulled.bytes }, start);
    return message;
  }

  async #answer(message: FlowerMessage, context: AppContext): Promise<Answer> {
    const { app, appSeconds, signal } = this.#options;
    const { createdAt, ttl } = message.metadata;
    const left = createdAt + ttl - Date.now() / 1000;
    const seconds = Math.max(0.001, Math.min(appSeconds, left, longest));
    const start = performance.now();
    const reply = await answerMessage(app, message, context, { seconds, signal });
    return { subject: subjectOf(message), reply, seconds: (performance.now() - start) / 1000 };
  }

  async #reply(route: Route, { subject, reply: answered, seconds }: Answer): Promise<void> {
    const { reply, object } = this.#deflate(subject, answered);
    if (reply.error) this.#log.failed(subject, reply.error);
    const start = performance.now();
    const pushed: PushedObjects = { stored: new Map(), announcements: 0 };
    const result = await this.#persistently(subject.metadata, () =>
      pushReply(route, reply, object, seconds, pushed),
    );
    this.#log.replied(subject, result, seconds, start);
  }

  /** The reply as objects, or an error if the app's reply is not valid in Flower. */
  #deflate(
    subject: Subject,
    answered: Reply,
  ): { readonly reply: FlowerMessage; readonly object: FlowerObject } {
    const { schema } = this.#options;
    const build = (reply: FlowerMessage) => ({ reply, object: deflateMessage(schema, reply) });
    try {
      return build(replyTo(subject, answered));
    } catch (error) {
      return build(replyTo(subject, { error: appError(error) }));
    }
  }

  /** Resumes an interrupted transfer until the message expires. */
  async #persistently<T>(metadata: MessageMetadata, transfer: () => Promise<T>): Promise<T> {
    for (let seconds = 1; ; seconds = Math.min(2 * seconds, 30)) {
      try {
        return await transfer();
      } catch (error) {
        const expired = metadata.createdAt + metadata.ttl < Date.now() / 1000;
        if (!isBroken(error) || expired) throw error;
        this.#log.broken({ metadata }, messageOf(error), seconds);
        await sleep(seconds, this.#options.signal);
      }
    }
  }
}

function isBroken(error: unknown): boolean {
  if (error instanceof FlowerHttpError) return [502, 503, 504].includes(error.status);
  return error instanceof FlowerConnectionError;
}
