import { inParallel } from './inParallel';
import { FlowerError, FlowerFormatError } from '../wire/errors';
import { atMost } from '../wire/limits';
import type { WireLimits } from '../wire/limits';
import { messageHeader } from '../wire/message';
import type { FlowerMessage } from '../wire/message';
import { allObjects, objectTree, parseObject } from '../wire/objects/objects';
import type { FlowerObject, ParsedObject } from '../wire/objects/objects';
import { release } from '../wire/objects/releasable';
import { sleep } from '../../core/retry';
import type { FleetTransport } from '../wire/transport';

/** How many objects are transferred at a time. */
const concurrency = 4;
/** How often an object with a wrong hash is requested. */
const hashAttempts = 3;
/** How often the server is asked what it still lacks. */
const pushAttempts = 5;

/** The node, the run and the transport of a transfer. */
export interface Route {
  readonly transport: FleetTransport;
  readonly nodeId: bigint;
  readonly runId: bigint;
  readonly signal: AbortSignal;
}

/** Objects of a message that the server does not hold, or no longer holds. */
export class ObjectsGoneError extends FlowerError {
  override readonly name = 'ObjectsGoneError';
}

/** The received part of a message, from which an interrupted transfer resumes. */
export interface PulledObjects {
  readonly objects: Map<string, ParsedObject>;
  bytes: number;
}

/**
 * Fetches the objects that `pulled` does not hold yet, several at a time, each checked against its
 * hash. An object that its sender has not uploaded yet is requested again.
 *
 * @param seconds how long to wait for such an object
 * @throws ObjectsGoneError, FlowerFormatError for a wrong hash, FlowerLimitError for too many bytes
 */
export async function pullObjects(
  route: Route,
  ids: readonly string[],
  pulled: PulledObjects,
  limits: WireLimits,
  seconds = 300,
): Promise<void> {
  atMost('message', ids.length, limits.objects, 'objects');
  const missing = ids.filter((id) => !pulled.objects.has(id));
  await inParallel(missing, concurrency, async (id) => {
    const object = await pullObject(route, id, seconds);
    pulled.bytes += object.body.length;
    atMost('message', pulled.bytes, limits.totalBytes, 'bytes');
    pulled.objects.set(id, object);
  });
}

async function pullObject(route: Route, id: string, seconds: number): Promise<ParsedObject> {
  const { transport, nodeId, runId, signal } = route;
  let waited = 0;
  let broken = 0;
  for (let wait = 0.25; ; wait = Math.min(2 * wait, 5)) {
    const request = { node: { nodeId }, runId, objectId: id };
    const answer = await transport.call('pull-object', request, { signal });
    if (!answer.objectFound) {
      throw new ObjectsGoneError(`the server does not hold the object ${id.slice(0, 12)}`);
    }
    if (answer.objectAvailable) {
      try {
        return parseObject(id, answer.objectContent);
      } catch (error) {
        if (!(error instanceof FlowerFormatError) || ++broken === hashAttempts) throw error;
      }
    } else if (waited >= seconds) {
      throw new ObjectsGoneError(`the object ${id.slice(0, 12)} was not uploaded in ${seconds} s`);
    }
    await sleep(wait, signal);
    waited += wait;
  }
}

/** What the server is known to have of a reply, from which an interrupted transfer resumes. */
export interface PushedObjects {
  /** Bytes of the objects that it stored, by id. */
  readonly stored: Map<string, number>;
  /** How often the reply was announced, with or without a response. */
  announcements: number;
}

/** What the server stored of a reply and did not already hold; empty if it wants none. */
export interface PushedReply {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Announces a reply and sends the objects that the server asks for, several at a time. If one was
 * not stored (a lost response, an expired session), the server is asked again what it lacks.
 *
 * A server that asks for nothing at a second announcement has either dropped the reply, or passed
 * it to its ServerApp, which then waits for the objects until the session whose id was lost ends
 * (three minutes). So they are sent without a session, which Flower accepts for SuperNodes without
 * sessions.
 *
 * @param runtime seconds that the client app took
 */
export async function pushReply(
  route: Route,
  reply: FlowerMessage,
  object: FlowerObject,
  runtime: number,
  pushed: PushedObjects,
): Promise<PushedReply> {
  const { transport, nodeId, signal } = route;
  const objects = allObjects(object);
  const announcement = {
    node: { nodeId },
    messagesList: [messageHeader(reply, object.id)],
    messageObjectTrees: [objectTree(object)],
    clientappRuntimeList: [runtime],
  };
  const onRetry = (): void => {
    pushed.announcements++;
  };
  for (let attempt = 1; attempt <= pushAttempts; attempt++) {
    pushed.announcements++;
    const answer = await transport.call('push-messages', announcement, { signal, onRetry });
    const wanted = new Set(answer.objectsToPush);
    if (wanted.size === 0) {
      const unknown = [...objects.values()].filter(({ id }) => !pushed.stored.has(id));
      if (pushed.announcements > 1) await pushObjects(route, unknown, '', pushed);
      return total(pushed);
    }
    const missing = [...objects.values()].filter(({ id }) => wanted.has(id));
    if (missing.length < wanted.size) {
      throw new FlowerFormatError('PushMessagesResponse', 'asks for objects that were not offered');
    }
    if (await pushObjects(route, missing, answer.sessionId, pushed)) return total(pushed);
    await sleep(0.1 * attempt, signal);
  }
  throw new FlowerError(`the server did not store the reply in ${pushAttempts} attempts`);
}

/** Whether the server stored all of them. */
async function pushObjects(
  { transport, nodeId, runId, signal }: Route,
  objects: readonly FlowerObject[],
  sessionId: string,
  { stored }: PushedObjects,
): Promise<boolean> {
  let refused = 0;
  await inParallel(objects, concurrency, async (open) => {
    const { id, bytes } = open;
    const objectContent = open.content();
    const request = { node: { nodeId }, runId, objectId: id, objectContent, sessionId };
    const result = await transport.call('push-object', request, { signal });
    release(objectContent);
    if (result.stored) stored.set(id, bytes);
    else refused++;
  });
  return refused === 0;
}

function total({ stored }: PushedObjects): PushedReply {
  const bytes = [...stored.values()].reduce((sum, size) => sum + size, 0);
  return { objects: stored.size, bytes };
}
