import { Buffer } from '../../../platform/bytes';
import { createHash } from '../../../platform/hashing';
import { FlowerFormatError } from '../errors';
import { atMost, treeDepth } from '../limits';
import type { WireLimits } from '../limits';
import { releasable } from './releasable';
import type { Decoded, Init } from '../shapes';

/** The types of a message's objects. */
export type ObjectType =
  | 'Message'
  | 'RecordDict'
  | 'ArrayRecord'
  | 'Array'
  | 'ArrayChunk'
  | 'MetricRecord'
  | 'ConfigRecord';

const objectTypes: ReadonlySet<string> = new Set<ObjectType>([
  'Message',
  'RecordDict',
  'ArrayRecord',
  'Array',
  'ArrayChunk',
  'MetricRecord',
  'ConfigRecord',
]);

/** An object to be sent to the server, with the objects it refers to. */
export interface FlowerObject {
  /** The SHA-256 of the content, 64 hexadecimal digits. */
  readonly id: string;
  readonly type: ObjectType;
  /** Each once, in the order of first use. */
  readonly children: readonly FlowerObject[];
  /** The content's size. */
  readonly bytes: number;
  /**
   * The content, assembled at each call so that no copy of a large array is kept; freed by
   * `release` of releasable.ts.
   */
  content(): Uint8Array;
}

/** An object from the server, whose content has the hash in its id. */
export interface ParsedObject {
  readonly id: string;
  readonly type: ObjectType;
  readonly children: readonly string[];
  readonly body: Uint8Array;
}

/**
 * Builds an object: `"<type> <child ids> <body length>"`, a zero byte, and the body.
 *
 * @param body the body in pieces, which are kept and must not change
 */
export function buildObject(
  type: ObjectType,
  body: readonly Uint8Array[],
  children: readonly FlowerObject[] = [],
): FlowerObject {
  const unique = [...new Map(children.map((child) => [child.id, child])).values()];
  const length = body.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.from(`${type} ${unique.map(({ id }) => id).join(',')} ${length}\0`);
  const parts = [head, ...body];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return {
    id: hash.digest('hex'),
    type,
    children: unique,
    bytes: head.length + length,
    content: () => joined(parts, head.length + length),
  };
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const content = releasable(bytes);
  let position = 0;
  for (const part of parts) {
    content.set(part, position);
    position += part.length;
  }
  return content;
}

/**
 * Reads an object and checks that its content has the hash in its id; the body is a view.
 *
 * @throws FlowerFormatError otherwise
 */
export function parseObject(id: string, content: Uint8Array): ParsedObject {
  const what = `object ${id.slice(0, 12)}`;
  const hash = createHash('sha256').update(content).digest('hex');
  if (hash !== id) throw new FlowerFormatError(what, `its content has the hash ${hash}`);
  const end = content.indexOf(0);
  if (end < 0) throw new FlowerFormatError(what, 'has no head');
  const head = Buffer.from(content.buffer, content.byteOffset, end).toString('latin1').split(' ');
  const [type, children, length] = head;
  if (head.length !== 3 || !isObjectType(type)) {
    throw new FlowerFormatError(what, `has the unknown type ${JSON.stringify(type.slice(0, 40))}`);
  }
  const body = content.subarray(end + 1);
  if (length !== String(body.length)) {
    const said = JSON.stringify(length.slice(0, 20));
    throw new FlowerFormatError(what, `has a body of ${body.length} bytes, its head says ${said}`);
  }
  const ids = children === '' ? [] : children.split(',');
  if (!ids.every(isObjectId)) throw new FlowerFormatError(what, 'names a child that is not an id');
  if (new Set(ids).size < ids.length) throw new FlowerFormatError(what, 'names a child twice');
  return { id, type, children: ids, body };
}

/** The tree of an object's ids, for `push-messages`. */
export function objectTree({ id, children }: FlowerObject): Init<'ObjectTree'> {
  return { objectId: id, children: children.map(objectTree) };
}

/** An object and all that it refers to, by id, each once and children first, as they are pushed. */
export function allObjects(
  object: FlowerObject,
  found = new Map<string, FlowerObject>(),
): Map<string, FlowerObject> {
  for (const child of object.children) if (!found.has(child.id)) allObjects(child, found);
  return found.set(object.id, object);
}

/**
 * The ids of a tree from the server, each once and children first.
 *
 * @throws FlowerFormatError for an invalid id or a tree that is too deep, FlowerLimitError for too
 *   many ids
 */
export function treeIds(tree: Decoded<'ObjectTree'>, limits: WireLimits): string[] {
  const ids = new Set<string>();
  let nodes = 0;
  const visit = ({ objectId, children }: Decoded<'ObjectTree'>, depth: number): void => {
    if (depth > treeDepth)
      throw new FlowerFormatError('object tree', `is deeper than ${treeDepth}`);
    if (!isObjectId(objectId)) {
      throw new FlowerFormatError(
        'object tree',
        'holds an id that is not a SHA-256 in hexadecimal digits',
      );
    }
    atMost('object tree', ++nodes, limits.objects, 'objects');
    for (const child of children) visit(child, depth + 1);
    ids.add(objectId);
  };
  visit(tree, 1);
  return [...ids];
}

/** @throws FlowerFormatError if the object is missing or not of one of these types */
export function findObject(
  objects: ReadonlyMap<string, ParsedObject>,
  id: string,
  ...types: readonly ObjectType[]
): ParsedObject {
  const object = objects.get(id);
  const what = `object ${id.slice(0, 12)}`;
  if (!object) throw new FlowerFormatError(what, `is missing; expected ${types.join(' or ')}`);
  if (!types.includes(object.type)) {
    throw new FlowerFormatError(what, `expected ${types.join(' or ')}, found ${object.type}`);
  }
  return object;
}

/** @throws FlowerFormatError if the names in a body and the children in the head differ */
export function checkChildren(
  { type, children }: ParsedObject,
  names: ReadonlyMap<string, string>,
): void {
  const named = new Set(names.values());
  if (named.size !== children.length || !children.every((child) => named.has(child))) {
    throw new FlowerFormatError(type, 'names other objects in its body than in its head');
  }
}

function isObjectId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function isObjectType(type: string): type is ObjectType {
  return objectTypes.has(type);
}
