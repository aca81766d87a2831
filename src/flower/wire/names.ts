import { Buffer } from '../../platform/bytes';
import { FlowerFormatError } from './errors';
import { atMost } from './limits';
import { utf8 } from './utf8';

/** An object's id under each name of a record, as Python's `json.dumps` writes a dict. */
export function encodeNames(ids: Iterable<readonly [string, string]>): Uint8Array {
  const entries = Array.from(ids, ([name, id]) => `${pythonString(name)}: "${id}"`);
  return Buffer.from(`{${entries.join(', ')}}`);
}

/**
 * Reads such a dict in the order of its text; a JavaScript object would put names that look like
 * whole numbers first.
 *
 * @throws FlowerFormatError for anything but an object of strings
 */
export function decodeNames(body: Uint8Array, what: string, limit: number): Map<string, string> {
  const text = utf8(body);
  const value = parseJson(text, what);
  const isDict = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isDict || Object.values(value).some((id) => typeof id !== 'string')) {
    throw new FlowerFormatError(what, 'its body is not a JSON object of object ids');
  }
  // In a valid object of strings, the strings are alternately names and values.
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  atMost(what, strings.length / 2, limit, 'entries');
  const names = new Map<string, string>();
  for (let i = 0; i < strings.length; i += 2) {
    names.set(JSON.parse(strings[i]) as string, JSON.parse(strings[i + 1]) as string);
  }
  return names;
}

/** @throws FlowerFormatError for text that is not JSON */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FlowerFormatError(what, 'its body is not JSON', { cause });
  }
}

/** A string as Python's `json.dumps` writes it: everything but printable ASCII is escaped. */
export function pythonString(text: string): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, escape);
}
