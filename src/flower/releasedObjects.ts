import { MessageChannel } from 'node:worker_threads';
import type { ParsedObject } from './wire/objects';

/** Bytes from which on an object came in a buffer of its own, and a copy of it matters. */
const large = 2 ** 20;

/**
 * Objects of a message, whose memory goes back to the system when they are deleted: a large model
 * would else stay in memory twice until the collector comes by. A deleted object's body is empty.
 */
export class ReleasedObjects extends Map<string, ParsedObject> {
  override delete(id: string): boolean {
    const body = this.get(id)?.body;
    if (body && body.length >= large) release(body.buffer as ArrayBuffer);
    return super.delete(id);
  }
}

/** Sends a buffer to nobody: it is detached here, and freed in a turn of the event loop. */
function release(buffer: ArrayBuffer): void {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(null, [buffer]);
  port1.close();
  port2.close();
}
