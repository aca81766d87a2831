import { DataError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { isJsonObject, readJsonFile } from '../../core/jsonFile';
import { Buffer } from '../../platform/bytes';
import { execFile } from '../../platform/processes';
import { process } from '../../platform/system';
import { FlowerSchemaError } from './errors';
import { oldestVersion } from './versions';

/** A description of Flower's messages, and the release that it comes from. */
export interface FlowerDescriptors {
  /** A serialized `google.protobuf.FileDescriptorSet`, for {@link loadFlowerSchema}. */
  readonly bytes: Uint8Array;
  /** The version of flwr. */
  readonly version: string;
}

/** Prints flwr's version, and its descriptors in base64 unless it is the given version. */
const script = `
import sys
sys.path[:] = [p for p in sys.path if p]
from importlib import import_module, metadata
version = metadata.version("flwr")
print(version)
if version != sys.argv[1]:
    import base64, pkgutil
    import flwr.proto
    from google.protobuf.descriptor_pb2 import FileDescriptorSet
    files, seen = FileDescriptorSet(), set()
    def add(descriptor):
        if descriptor.name not in seen:
            seen.add(descriptor.name)
            for dependency in descriptor.dependencies:
                add(dependency)
            descriptor.CopyToProto(files.file.add())
    for module in pkgutil.iter_modules(flwr.proto.__path__):
        if module.name.endswith("_pb2"):
            add(import_module("flwr.proto." + module.name).DESCRIPTOR)
    print(base64.b64encode(files.SerializeToString()).decode())
`;

/**
 * Reads the description of Flower's messages from a Python's installed flwr, by running it once,
 * since this package contains nothing of Flower. With a cache file, Python is asked only for flwr's
 * version, and the file is renewed if that has changed.
 *
 * @param options.python a Python that imports flwr
 * @param options.cache a file as {@link writeDescriptors} writes it
 * @throws FlowerSchemaError if Python does not run or has no flwr, or one that is too old
 */
export async function flowerDescriptors(options: {
  readonly python: string;
  readonly cache?: string;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}): Promise<FlowerDescriptors> {
  const { python, cache, timeoutSeconds = 60, signal } = options;
  const kept = cache === undefined ? undefined : keptDescriptors(cache);
  const output = await run(python, [kept?.version ?? ''], timeoutSeconds, signal);
  const [version = '', base64 = ''] = output.trim().split(/\r?\n/);
  if (kept?.version === version) return kept;
  const bytes = Buffer.from(base64, 'base64');
  if (version === '' || bytes.length === 0) {
    throw new FlowerSchemaError(`${python} printed no description of flwr's messages`);
  }
  const found = { bytes, version };
  if (cache !== undefined) writeDescriptors(cache, found);
  return found;
}

/**
 * Writes a description to a file, for a machine without Python; the write is atomic.
 *
 * ```ts
 * fl.flower.writeDescriptors('schema.json', await fl.flower.flowerDescriptors({ python: 'python3' }));
 * ```
 */
export function writeDescriptors(path: string, { bytes, version }: FlowerDescriptors): void {
  const descriptors = Buffer.from(bytes).toString('base64');
  writeFileAtomic(path, `${JSON.stringify({ flwr: version, descriptors })}\n`);
}

/**
 * Reads what {@link writeDescriptors} wrote. @throws DataError for another file
 *
 * ```ts
 * const { bytes } = fl.flower.readDescriptors('schema.json');
 * const schema = fl.flower.loadFlowerSchema(bytes);
 * ```
 */
export function readDescriptors(path: string): FlowerDescriptors {
  return descriptorsIn(readJsonFile(path), path);
}

/**
 * The description in the JSON that {@link writeDescriptors} wrote, from wherever it came.
 *
 * @param source its name in errors
 * @throws DataError for another value
 */
export function descriptorsIn(value: unknown, source: string): FlowerDescriptors {
  const { flwr, descriptors }: Readonly<Record<string, unknown>> = isJsonObject(value) ? value : {};
  if (typeof flwr !== 'string' || typeof descriptors !== 'string') {
    throw new DataError(source, 'is not a description of Flower’s messages');
  }
  return { bytes: Buffer.from(descriptors, 'base64'), version: flwr };
}

function keptDescriptors(path: string): FlowerDescriptors | undefined {
  try {
    return readDescriptors(path);
  } catch {
    return undefined; // none yet, or damaged: it is created again
  }
}

function run(
  python: string,
  args: readonly string[],
  timeoutSeconds: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: 1000 * timeoutSeconds,
      maxBuffer: 2 ** 24,
      env: { ...process.env, FLWR_TELEMETRY_ENABLED: '0' },
      ...(signal ? { signal } : {}),
    };
    execFile(python, ['-c', script, ...args], options, (error, output, errors) => {
      if (!error) {
        resolve(output);
        return;
      }
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const last = errors.trim().split('\n').at(-1)!.slice(0, 300);
      const said = last === '' ? error.message : last;
      const reason = error.killed ? `did not end within ${timeoutSeconds} s` : said;
      const advice = `pip install "flwr>=${oldestVersion}"`;
      reject(
        new FlowerSchemaError(
          `${python} cannot describe the messages of flwr (${reason}); ${advice}, or provide the schema file ` +
            'of a machine that has it',
          { cause: error },
        ),
      );
    });
  });
}
