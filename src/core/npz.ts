import { readArchive, writeArchive } from '../platform/archives';
import type { ArchiveEntry } from '../platform/archives';
import { Buffer } from '../platform/bytes';
import { readFileSync } from '../platform/files';
import { counted } from './counted';
import { crc32 } from './crc32';
import { ArgumentError, DataError } from './errors';
import { writeFileAtomic } from './files';
import { decodeNpy, encodeNpy, npyLayout } from './npy';
import type { NpyArray } from './npy';
import { npyHeaderBytes } from './npyHeader';
import { messageOf, whileReading } from './systemError';

/**
 * Writes arrays as an uncompressed `.npz` file, which `numpy.load` opens; the write is atomic.
 *
 * ```ts
 * await fl.core.writeNpz('weights.npz', fl.core.toArrays(trainer.spec, state.parameters));
 * ```
 *
 * @param arrays by name; names may contain slashes
 */
export async function writeNpz(path: string, arrays: ReadonlyMap<string, NpyArray>): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const [name, array] of arrays) {
    if (name === '' || name.startsWith('/') || /\\|(^|\/)\.\.(\/|$)/.test(name)) {
      throw new ArgumentError('arrays', 'have names that are paths inside a zip file', name);
    }
    files.set(`${name}.npy`, encodeNpy(array));
  }
  writeFileAtomic(path, await writeArchive(files));
}

export interface ReadNpzOptions {
  /** The most bytes that all arrays together may take, uncompressed; default 1 GiB. */
  readonly maxBytes?: number;
}

/**
 * Reads the arrays of an `.npz` file by name, compressed or not. Sizes and names are checked before
 * anything is inflated, and the header of an array before its numbers, so that a small file cannot
 * take much memory.
 *
 * ```ts
 * const arrays = await fl.core.readNpz('weights.npz');
 * const parameters = fl.core.fromArrays(trainer.spec, arrays);
 * ```
 *
 * @throws DataError if the file cannot be read, is damaged, is larger than allowed when inflated,
 *   or holds a name twice or something other than numbers
 */
export async function readNpz(
  path: string,
  { maxBytes = 2 ** 30 }: ReadNpzOptions = {},
): Promise<Map<string, NpyArray>> {
  const arrays = new Map<string, NpyArray>();
  const content = whileReading(path, () => readFileSync(path));
  try {
    for (const [name, entry] of await entriesOf(path, content, maxBytes)) {
      const { fileName } = entry;
      const file = `${path}, ${fileName}`;
      const bytes = await inflated(file, entry);
      if (crc32(bytes) !== entry.crc32) {
        throw new DataError(path, `the checksum of ${fileName} does not match its content`);
      }
      arrays.set(name, decodeNpy(bytes, file));
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = messageOf(cause);
    throw new DataError(path, `is not a complete npz file: ${reason}`, undefined, { cause });
  }
  return arrays;
}

/**
 * The entries by array name. Each name occurs once, and together they fit into the allowed bytes.
 */
async function entriesOf(
  path: string,
  content: Uint8Array,
  maxBytes: number,
): Promise<Map<string, ArchiveEntry>> {
  const entries = new Map<string, ArchiveEntry>();
  let total = 0;
  for await (const entry of readArchive(content)) {
    const name = entry.fileName.replace(/\.npy$/, '');
    if (entries.has(name)) {
      const first = [...entries.keys()].indexOf(name) + 1;
      const both = `as its entries ${first} and ${entries.size + 1}`;
      throw new DataError(path, `holds ${name} twice, ${both}`);
    }
    entries.set(name, entry);
    total += entry.uncompressedSize;
  }
  if (total <= maxBytes) return entries;
  const sizes = `${total} bytes when inflated, more than the ${maxBytes} of maxBytes`;
  throw new DataError(path, `its ${counted(entries.size, 'array')} would take ${sizes}`);
}

/** An entry's bytes, no more than its size says; its header is checked against that size first. */
async function inflated(
  file: string,
  { uncompressedSize: size, pieces }: ArchiveEntry,
): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  let whole: Buffer | undefined;
  let length = 0;
  for await (const chunk of await pieces()) {
    if (whole) whole.set(chunk, length);
    else bytes = Buffer.concat([bytes, chunk]);
    length += chunk.length;
    if (whole || length < Math.min(size, npyHeaderBytes)) continue;
    const { start, size: promised } = npyLayout(bytes, file);
    if (start + promised !== size) {
      const problem = `its header promises ${promised} bytes of numbers, the entry has ${size - start}`;
      throw new DataError(file, problem, start);
    }
    whole = Buffer.alloc(size);
    bytes.copy(whole);
  }
  return whole ?? bytes;
}
