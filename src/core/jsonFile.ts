import { DataError } from './errors';
import { messageOf } from './systemError';
import { readTextFile } from './textFile';

/**
 * The content of a JSON file; a byte order mark is skipped.
 *
 * @throws DataError if the file cannot be read or is not JSON
 */
export function readJsonFile(file: string): unknown {
  const text = readTextFile(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = messageOf(cause).slice(0, 200);
    throw new DataError(file, `is not JSON: ${reason}`, undefined, { cause });
  }
}

/** Whether a value is a JSON object: neither an array nor null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
