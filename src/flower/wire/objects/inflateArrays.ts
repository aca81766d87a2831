import { FlowerFormatError } from '../errors';
import { atMost } from '../limits';
import type { WireLimits } from '../limits';
import { decodeNames, parseJson } from '../names';
import { dtypes } from './ndArray';
import type { NdArray } from './ndArray';
import { npyFromPieces } from './npyArray';
import { checkChildren, findObject } from './objects';
import type { ParsedObject } from './objects';
import { utf8 } from '../utf8';

/**
 * The arrays of several ArrayRecords, by record id. An array or chunk that is named more than once
 * is read once. Each chunk is removed from the map when its bytes have been copied for the last
 * time.
 */
export function inflateArrays(
  recordIds: readonly string[],
  objects: Map<string, ParsedObject>,
  limits: WireLimits,
): Map<string, ReadonlyMap<string, NdArray>> {
  const records = recordIds.map((id) => {
    const record = findObject(objects, id, 'ArrayRecord');
    const names = decodeNames(record.body, 'ArrayRecord', limits.entries);
    checkChildren(record, names);
    return { id, names };
  });
  const plans = new Map<string, ArrayPlan>();
  for (const { names } of records) {
    for (const [name, id] of names) {
      if (!plans.has(id)) plans.set(id, readPlan(name, id, objects, limits));
    }
  }
  checkSize(plans.values(), objects, limits);
  const arrays = readArrays(plans, objects);
  return new Map(
    records.map(({ id, names }) => [
      id,
      new Map(Array.from(names, ([name, arrayId]) => [name, arrays.get(arrayId)!])),
    ]),
  );
}

/** What an Array's object says about the array. */
interface ArrayPlan {
  /** The array's name, for errors. */
  readonly what: string;
  readonly dtype: string;
  readonly shape: string;
  /** The chunks' ids in the order of the file, some perhaps more than once. */
  readonly chunks: readonly string[];
}

function readPlan(
  name: string,
  id: string,
  objects: ReadonlyMap<string, ParsedObject>,
  limits: WireLimits,
): ArrayPlan {
  const what = `array ${JSON.stringify(name.slice(0, 80))}`;
  const { body, children } = findObject(objects, id, 'Array');
  const text = utf8(body);
  const value = parseJson(text, what);
  if (typeof value !== 'object' || value === null) {
    throw new FlowerFormatError(what, 'its body is not a JSON object');
  }
  const { dtype, shape, stype, arraychunk_ids: order } = value as Readonly<Record<string, unknown>>;
  if (stype !== 'numpy.ndarray') {
    const found = typeof stype === 'string' ? JSON.stringify(stype.slice(0, 80)) : 'none';
    throw new FlowerFormatError(what, `expected the serialization "numpy.ndarray", found ${found}`);
  }
  const isIndex = (item: unknown): item is number =>
    Number.isInteger(item) && (item as number) >= 0 && (item as number) < children.length;
  if (typeof dtype !== 'string' || !isNumbers(shape) || !Array.isArray(order)) {
    throw new FlowerFormatError(what, 'its body has no type, shape and chunks');
  }
  atMost(what, order.length, limits.entries, 'chunks');
  if (!order.every(isIndex) || new Set(order).size !== children.length) {
    throw new FlowerFormatError(what, 'names other chunks in its body than in its head');
  }
  return { what, dtype, shape: shape.join(), chunks: order.map((index) => children[index]) };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/**
 * Refuses a small message that names a chunk many times before allocating anything of that size.
 */
function checkSize(
  plans: Iterable<ArrayPlan>,
  objects: ReadonlyMap<string, ParsedObject>,
  limits: WireLimits,
): void {
  let total = 0;
  for (const { chunks } of plans) {
    for (const id of chunks) total += findObject(objects, id, 'ArrayChunk').body.length;
  }
  atMost('message', total, limits.totalBytes, 'bytes of arrays');
}

function readArrays(
  plans: ReadonlyMap<string, ArrayPlan>,
  objects: Map<string, ParsedObject>,
): Map<string, NdArray> {
  const uses = new Map<string, number>();
  for (const { chunks } of plans.values()) {
    for (const id of chunks) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  const copied = (id: string): void => {
    const left = uses.get(id)! - 1;
    uses.set(id, left);
    if (left === 0) objects.delete(id);
  };
  return new Map(Array.from(plans, ([id, plan]) => [id, readArray(plan, objects, copied)]));
}

function readArray(
  { what, dtype, shape, chunks }: ArrayPlan,
  objects: ReadonlyMap<string, ParsedObject>,
  copied: (id: string) => void,
): NdArray {
  const bodies = chunks.map((id) => objects.get(id)!.body);
  const array = npyFromPieces(bodies, what, (piece) => {
    copied(chunks[piece]);
  });
  const written = [array.dtype, `>${dtypes[array.dtype].descr}`];
  if (!written.includes(dtype) || shape !== array.shape.join()) {
    const said = `${dtype.slice(0, 20)} [${shape.slice(0, 80)}]`;
    const found = `${array.dtype} [${array.shape.join()}]`;
    throw new FlowerFormatError(what, `is declared as ${said}, but its npy file holds ${found}`);
  }
  return array;
}
