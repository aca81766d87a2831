import * as z from 'zod';
import { DataError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import type { Preprocessing } from './preprocessing';

const common = { name: z.string(), missingIndicator: z.boolean() };
const names = z.array(z.string()).min(1);

const schema = z.object({
  format: z.literal('federated preprocessing'),
  version: z.literal(1),
  features: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('standardize'),
          ...common,
          mean: z.number(),
          deviation: z.number().min(0),
          fill: z.number(),
        }),
        z.object({
          kind: z.literal('range'),
          ...common,
          low: z.number(),
          high: z.number(),
          fill: z.number(),
        }),
        z.object({
          kind: z.literal('oneHot'),
          ...common,
          categories: z.array(z.string()),
          otherIndicator: z.boolean(),
        }),
      ]),
    )
    .min(1),
  target: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('classes'), name: z.string(), classNames: names.max(256) }),
      z.object({ kind: z.literal('numbers'), names }),
    ])
    .optional(),
});

/**
 * Writes preprocessing as a JSON file, to be kept next to the model. A reader sees the old content or the new,
 * never a part of it.
 *
 * ```ts
 * fl.tables.savePreprocessing('runs/penguins/preprocessing.json', federation.preprocessing);
 * ```
 *
 * @throws FileError if the file cannot be written
 */
export function savePreprocessing(path: string, preprocessing: Preprocessing): void {
  writeFileAtomic(path, `${JSON.stringify(checkedPreprocessing(path, preprocessing), null, 2)}\n`);
}

/**
 * Reads what {@link savePreprocessing} wrote.
 *
 * ```ts
 * const preprocessing = fl.tables.loadPreprocessing('runs/penguins/preprocessing.json');
 * ```
 *
 * @throws DataError that names the file, and the field if it is the content that is wrong
 */
export function loadPreprocessing(path: string): Preprocessing {
  return checkedPreprocessing(path, readJsonFile(path));
}

/**
 * Preprocessing that comes from elsewhere. Throws a `DataError` that names the first field which is not as it
 * should be.
 *
 * @param path what the error calls it
 */
export function checkedPreprocessing(path: string, value: unknown): Preprocessing {
  const { data, error } = schema.safeParse(value);
  if (error) {
    const { path: keys, message } = error.issues[0];
    throw new DataError(path, `${fieldOf(keys)}: ${message}`);
  }
  data.features.forEach((one, i) => {
    const twice = data.features.findIndex(({ name }) => name === one.name) < i;
    const problem = (field: string, text: string): DataError =>
      new DataError(path, `features[${i}].${field}: ${text}`);
    if (twice) throw problem('name', `a feature before has the name ${JSON.stringify(one.name)}`);
    if (one.kind === 'range' && one.high < one.low) throw problem('high', 'is below low');
    if (one.kind === 'oneHot' && new Set(one.categories).size < one.categories.length) {
      throw problem('categories', 'holds a name twice');
    }
  });
  const { target, ...rest } = data;
  return { ...rest, ...(target && { target }) };
}

/** `features[2].mean` */
function fieldOf(keys: readonly PropertyKey[]): string {
  if (keys.length === 0) return 'the whole file';
  return keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
