import type { ParsedObject } from '../wire/objects/objects';
import { release } from '../wire/objects/releasable';

/**
 * Objects of a message whose memory is freed when they are deleted; their bodies are then empty.
 */
export class ReleasedObjects extends Map<string, ParsedObject> {
  override delete(id: string): boolean {
    const body = this.get(id)?.body;
    if (body) release(body);
    return super.delete(id);
  }
}
