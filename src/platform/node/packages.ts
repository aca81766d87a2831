import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The folder of this library's package: `src` in a checkout, whether the caller runs compiled or directly
 * from source. Undefined if there is none.
 */
export function libraryFolder(): string | undefined {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name } = JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: unknown };
    if (name === 'federated') return folder;
  }
  return undefined;
}

/** What to say of a package that is not there. */
export const missingPackage = 'the npm package is not installed; run npm install';

/** The path of a file in an installed package, `pngjs/package.json`; throws if there is none. */
export function packageFile(path: string): string {
  return require.resolve(path);
}

/** The bytes of a file in an installed package. */
export function packageBytes(path: string): Promise<Uint8Array> {
  return readFile(packageFile(path));
}

/** What this process has loaded so far, by file. */
export function loadedModules(): Readonly<
  Record<string, { readonly exports: unknown } | undefined>
> {
  return require.cache;
}
