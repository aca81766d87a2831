import { readFileSync } from 'node:fs';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { crc32 } from './crc32';
import { ArgumentError, DataError } from './errors';
import { writeFileAtomic } from './files';
import { decodeNpy, encodeNpy } from './npy';
import type { NpyArray } from './npy';
import { flatten, unflatten } from './parameters';
import type { ParameterSpec } from './parameters';
import { messageOf } from './systemError';

/** Times and modes are fixed, so that equal arrays give equal files. */
const entryOptions = {
  compress: false,
  forceDosTimestamp: true,
  mtime: new Date(1980, 0, 1),
  mode: 0o100644,
};

/**
 * Writes arrays as an uncompressed `.npz` file, which `numpy.load` opens; the write is atomic.
 *
 * @param arrays by their names, which may hold slashes
 */
export async function writeNpz(path: string, arrays: ReadonlyMap<string, NpyArray>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, array] of arrays) {
    if (name === '' || name.startsWith('/') || /\\|(^|\/)\.\.(\/|$)/.test(name)) {
      throw new ArgumentError('arrays', 'have names that are paths inside a zip file', name);
    }
    zip.addBuffer(Buffer.from(encodeNpy(array).buffer), `${name}.npy`, entryOptions);
  }
  zip.end();
  writeFileAtomic(path, await bytesOf(zip.outputStream));
}

/**
 * Reads the arrays of an `.npz` file by name, compressed or not.
 *
 * @throws DataError where the file is damaged or holds something other than numbers
 */
export async function readNpz(path: string): Promise<Map<string, NpyArray>> {
  const arrays = new Map<string, NpyArray>();
  const content = readFileSync(path);
  try {
    const zip = await fromBufferPromise(content);
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry;
      const bytes = await bytesOf(await zip.openReadStreamPromise(entry));
      if (crc32(bytes) !== entry.crc32) {
        throw new DataError(path, `the checksum of ${fileName} does not fit what it holds`);
      }
      arrays.set(fileName.replace(/\.npy$/, ''), decodeNpy(bytes, `${path}, ${fileName}`));
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = messageOf(cause);
    throw new DataError(path, `is no whole npz file: ${reason}`, undefined, { cause });
  }
  return arrays;
}

/** A model's tensors by name, for {@link writeNpz}; nothing is copied. */
export function parameterArrays(
  spec: ParameterSpec,
  parameters: Float32Array,
): Map<string, NpyArray<Float32Array>> {
  const parts = unflatten(spec, parameters);
  return new Map(spec.tensors.map(({ name, shape }, i) => [name, { shape, data: parts[i] }]));
}

/** The flat vector of a model's tensors: the other way round. */
export function parametersOf(
  spec: ParameterSpec,
  arrays: ReadonlyMap<string, NpyArray>,
): Float32Array {
  const tensors = spec.tensors.map(({ name, shape }) => {
    const array = arrays.get(name);
    if (!array) throw new ArgumentError('arrays', `hold ${name}`, [...arrays.keys()].join());
    if (array.shape.join() !== shape.join()) {
      throw new ArgumentError(
        `arrays, ${name},`,
        `have the shape [${shape.join()}]`,
        `[${array.shape.join()}]`,
      );
    }
    return array.data;
  });
  return flatten(spec, tensors);
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
