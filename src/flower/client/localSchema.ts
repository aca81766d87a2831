import { join } from '../../platform/paths';
import { process } from '../../platform/system';
import { cacheFolder } from '../wire/cacheFolder';
import type { ClientOptions } from './clientOptions';
import { flowerDescriptors, readDescriptors } from '../wire/descriptors';
import type { FlowerDescriptors } from '../wire/descriptors';

/** The schema from the file, from the user's Python, or as last read from a Python. */
export async function localSchema(
  { schema, python }: ClientOptions,
  signal: AbortSignal,
): Promise<FlowerDescriptors> {
  if (schema !== undefined) return readDescriptors(schema);
  const cache = join(cacheFolder(), 'schema.json');
  const usual = process.platform === 'win32' ? 'python' : 'python3';
  try {
    return await flowerDescriptors({ python: python ?? usual, cache, signal });
  } catch (error) {
    if (python !== undefined || signal.aborted) throw error;
    try {
      return readDescriptors(cache);
    } catch {
      throw error;
    }
  }
}
