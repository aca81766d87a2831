import { DataError } from '../core/errors';
import { messageOf } from '../core/systemError';
import { provideMnistPackage } from '../data/sources/mnistPackage';
import { beside } from '../platform/browser/beside';

let loading: Promise<void> | undefined;

/**
 * Loads the 10,000 digits that a page cannot find in an installed package; from then on,
 * `embeddedDigits` and `loadDigits` have them. About 1.6 MB, once.
 *
 * ```ts
 * await fl.loadEmbeddedDigits();
 * const digits = fl.embeddedDigits();
 * ```
 *
 * @param address of the file `digits.bin`; default: beside the library's own file
 * @throws DataError if the file cannot be had or is damaged; the next call tries again
 */
export function loadEmbeddedDigits(address = beside('digits.bin')): Promise<void> {
  loading ??= load(address).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(address: string): Promise<void> {
  let bytes: ArrayBuffer;
  try {
    const answer = await fetch(address);
    if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
    const unpacked = answer.body.pipeThrough(new DecompressionStream('gzip'));
    bytes = await new Response(unpacked).arrayBuffer();
  } catch (cause) {
    const problem = `cannot be loaded: ${messageOf(cause)}`;
    throw new DataError(address, problem, undefined, { cause });
  }
  provideMnistPackage(new Uint8Array(bytes));
}
