import { counted } from '../../core/counted';
import { DataError } from '../../core/errors';
import { isJsonObject, readJsonFile } from '../../core/jsonFile';
import { femnistNames, femnistPixels, labelProblem, writeInk } from './femnist';

/** One user of a LEAF file: `labels.length` images of 784 bytes, ink 255, and their labels, 0 to 61. */
export interface LeafUser {
  readonly id: string;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

const classes = femnistNames(false).length;

/**
 * Reads a file that LEAF's `data_to_json.py` and `split_data.py` write for FEMNIST:
 * `{"users": [id …], "num_samples": [n …], "user_data": {id: {"x": [[784 numbers] …], "y": [label …]}}}`.
 * Other keys are ignored.
 *
 * @throws DataError if the file cannot be read, the lists are inconsistent, a user occurs twice, or
 *   an image or label is invalid; it names the user and the sample
 */
export function readLeafFile(file: string): LeafUser[] {
  const content = parseFile(file);
  const { users, num_samples: sizes, user_data: data } = content;
  if (!isArray(users) || !isArray(sizes) || !isJsonObject(data)) {
    const expected = 'a list users, a list num_samples and an object user_data';
    throw new DataError(file, `expected ${expected}, found ${keysOf(content)}`);
  }
  if (users.length !== sizes.length) {
    const lengths = `${counted(users.length, 'user')} and ${sizes.length} num_samples`;
    throw new DataError(file, `expected one number of samples for each user, found ${lengths}`);
  }
  const seen = new Set<unknown>();
  const found = users.map((id, i) => {
    if (typeof id !== 'string') throw new DataError(file, `users[${i}] must be a string`);
    if (seen.has(id)) throw new DataError(file, `user ${id} occurs twice in users`);
    seen.add(id);
    if (!Object.hasOwn(data, id)) throw new DataError(file, `user_data has no user ${id}`);
    return readUser(file, id, data[id], sizes[i]);
  });
  const extra = Object.keys(data).find((id) => !seen.has(id));
  if (extra !== undefined) throw new DataError(file, `user_data has ${extra}, but users does not`);
  return found;
}

function readUser(file: string, id: string, samples: unknown, size: unknown): LeafUser {
  if (!isJsonObject(samples) || !isArray(samples.x) || !isArray(samples.y)) {
    throw new DataError(file, `user ${id}: expected lists x and y, found ${keysOf(samples)}`);
  }
  const { x, y } = samples;
  if (x.length !== size || y.length !== size) {
    const found = `${counted(x.length, 'image')} and ${counted(y.length, 'label')}`;
    throw new DataError(
      file,
      `user ${id}: num_samples promises ${JSON.stringify(size)}, found ${found}`,
    );
  }
  const images = new Uint8Array(x.length * femnistPixels);
  const labels = new Uint8Array(x.length);
  x.forEach((values, i) => {
    const image = images.subarray(i * femnistPixels, (i + 1) * femnistPixels);
    const problem =
      (isArray(values) ? writeInk(values as ArrayLike<number>, image) : 'x must be a list') ??
      labelProblem(y[i], classes);
    if (problem !== undefined) {
      throw new DataError(file, `user ${id}, sample ${i}: ${problem}`);
    }
    labels[i] = Number(y[i]);
  });
  return { id, images, labels };
}

function parseFile(file: string): Record<string, unknown> {
  const content = readJsonFile(file);
  if (isJsonObject(content)) return content;
  throw new DataError(file, 'expected a JSON object');
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function keysOf(value: unknown): string {
  return isJsonObject(value) ? `keys ${Object.keys(value).slice(0, 8).join(', ')}` : 'no object';
}
