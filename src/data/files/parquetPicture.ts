import { DataError } from '../../core/errors';
import type { LabeledPicture } from './labeledPictures';

/**
 * A row of a Parquet file as a picture.
 *
 * @param file the file and the row, for errors
 * @param values the image, the label and, if the rows have any, the client
 * @param classNames what whole numbers stand for
 */
export function parquetPicture(
  file: string,
  values: readonly unknown[],
  classNames: readonly string[] | undefined,
): LabeledPicture {
  const [image, label, client] = values;
  const hasClient = values.length > 2;
  return {
    file,
    label: classNames?.[Number(label)] ?? named(label) ?? '',
    ...(hasClient && { client: named(client) ?? '' }),
    bytes() {
      if (named(label) === undefined) throw new DataError(file, `has no label: ${shown(label)}`);
      if (classNames && !(Number(label) in classNames)) {
        const problem = `has label ${shown(label)}, expected 0 to ${classNames.length - 1}`;
        throw new DataError(file, problem);
      }
      if (hasClient && named(client) === undefined) {
        throw new DataError(file, `has no client: ${shown(client)}`);
      }
      return imageBytes(file, image);
    },
  };
}

/** A name or a whole number as text; undefined for anything else. */
function named(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  return Number.isSafeInteger(value) ? `${value as number}` : undefined;
}

function imageBytes(file: string, image: unknown): Uint8Array {
  const bytes = isStruct(image) ? image.bytes : image;
  // By name: the reader's arrays may be of another realm.
  if (Object.prototype.toString.call(bytes) === '[object Uint8Array]') return bytes as Uint8Array;
  if (isStruct(image) && typeof image.path === 'string') {
    throw new DataError(file, `holds the path ${image.path} and not the image itself`);
  }
  throw new DataError(file, `holds no image: ${shown(image)}`);
}

function isStruct(value: unknown): value is { readonly bytes?: unknown; readonly path?: unknown } {
  return typeof value === 'object' && value !== null && 'bytes' in value;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'the value is missing';
  return typeof value === 'number' ? `${value}` : (named(value) ?? 'the value is of another type');
}
