import { Buffer } from '../platform/bytes';
import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  writeFileSync,
  writeSync,
} from '../platform/files';
import { createHash } from '../platform/hashing';
import * as z from 'zod/mini';
import { DataError } from './errors';
import { replaceFile } from './files';
import { onFile } from './systemError';

/** Vectors by name, with texts as metadata. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Float32Array>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The part of a safetensors header that is used here: flat vectors of 32-bit floats. */
const headerSchema = z.catchall(
  z.object({ __metadata__: z.record(z.string(), z.string()) }),
  z.object({
    dtype: z.literal('F32'),
    shape: z.tuple([z.int().check(z.minimum(0))]),
    data_offsets: z.tuple([z.int(), z.int()]),
  }),
);

/** The start of every header written here; the checksum's 64 digits follow. */
const start = '{"__metadata__":{"sha256":"';
const noChecksum = '0'.repeat(64);
/** Where the checksum is: after the header's length and its start. */
const checksumOffset = 8 + start.length;

/**
 * Writes vectors to a safetensors file, which `safetensors.numpy.load_file` opens, too: the
 * header's length (8 bytes, little endian), a JSON header, the numbers. Exact to the bit; the write
 * is atomic.
 *
 * The metadata entry `sha256` holds the checksum of the whole file, computed with 64 zeros in its
 * place, so that any damage is noticed.
 */
export function writeTensorFile(path: string, { tensors, metadata }: TensorFile): void {
  let end = 0;
  const entries = Array.from(tensors, ([name, { length, byteLength }]): [string, string] => {
    const entry = { dtype: 'F32', shape: [length], data_offsets: [end, (end += byteLength)] };
    return [name, JSON.stringify(entry)];
  });
  const texts = Object.entries({ ...metadata, sha256: noChecksum });
  texts.sort(([name], [other]) => Number(other === 'sha256') - Number(name === 'sha256'));
  const metadataJson = jsonInOrder(texts.map(([name, text]) => [name, JSON.stringify(text)]));
  const json = Buffer.from(jsonInOrder([['__metadata__', metadataJson], ...entries]));
  const header = Buffer.alloc(8 + 8 * Math.ceil(json.length / 8), ' ');
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);
  replaceFile(path, (descriptor) => {
    const hash = createHash('sha256').update(header);
    writeFileSync(descriptor, header);
    for (const vector of tensors.values()) {
      const bytes = bytesOf(vector);
      hash.update(bytes);
      writeFileSync(descriptor, bytes);
    }
    writeSync(descriptor, hash.digest('hex'), checksumOffset);
  });
}

/** Reads what {@link writeTensorFile} wrote; a `DataError` for a file that differs in any bit. */
export function readTensorFile(path: string): TensorFile {
  return onFile(path, () => {
    const descriptor = openSync(path, 'r');
    try {
      return read(path, descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function read(path: string, descriptor: number): TensorFile {
  const { size } = fstatSync(descriptor);
  const take = (bytes: Uint8Array, offset: number): void => {
    for (let done = 0; done < bytes.length;) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
      if (count === 0) throw new DataError(path, 'the file ends early', offset + done);
      done += count;
    }
  };
  const prefix = Buffer.alloc(8);
  take(prefix, 0);
  const length = Number(prefix.readBigUInt64LE());
  if (length > size - 8) {
    throw new DataError(path, `expected a header of ${length} bytes, the file has ${size}`, 0);
  }
  const header = Buffer.alloc(length);
  take(header, 8);
  const digits = checksumOffset - 8;
  const checksum = header.toString('latin1', digits, digits + noChecksum.length);
  header.write(noChecksum, digits);
  const hash = createHash('sha256').update(prefix).update(header);

  const { metadata, lengths } = parseHeader(path, header);
  const tensors = new Map<string, Float32Array>();
  let offset = 8 + length;
  for (const [name, count] of lengths) {
    if (count * 4 > size - offset) {
      throw new DataError(path, `the file ends in ${name}, at ${size} bytes`, size);
    }
    const vector = new Float32Array(count);
    const bytes = bytesOf(vector);
    take(bytes, offset);
    hash.update(bytes);
    offset += bytes.length;
    tensors.set(name, vector);
  }
  if (offset !== size) throw new DataError(path, `expected ${offset} bytes, found ${size}`, offset);
  if (hash.digest('hex') !== checksum) {
    throw new DataError(path, 'its checksum (SHA-256) does not match its content');
  }
  return { tensors, metadata };
}

/** Texts, and the lengths of the vectors in file order. */
function parseHeader(
  path: string,
  header: Buffer,
): { metadata: Record<string, string>; lengths: [name: string, length: number][] } {
  const text = header.toString();
  let entries: z.infer<typeof headerSchema>;
  try {
    if (!text.startsWith(start)) throw new Error(`it starts with ${text.slice(0, 40)}`);
    entries = headerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError(path, 'expected the header of a checked safetensors file', 8, { cause });
  }
  const { __metadata__, ...tensors } = entries;
  const metadata = { ...__metadata__ };
  delete metadata.sha256;
  const inOrder = Object.entries(tensors).sort(
    (
      [
        ,
        {
          data_offsets: [a, aEnd],
        },
      ],
      [
        ,
        {
          data_offsets: [b, bEnd],
        },
      ],
    ) => a - b || aEnd - bEnd,
  );
  return { metadata, lengths: inOrder.map(([name, { shape }]) => [name, shape[0]]) };
}

/** A JSON object with its members in this order: `JSON.stringify` puts whole numbers first. */
function jsonInOrder(members: readonly (readonly [name: string, json: string])[]): string {
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
