import { beside } from './beside';
import { existsSync, readFileSync } from './files';

/** Where the library's own files would be. */
export const libraryFolder = (): string => '/federated';

/** What to say of a package's data that is not there. */
export const missingPackage = 'was not loaded into this page; call loadEmbeddedDigits first';

/** The path of a package's file in the page's memory, where {@link packageBytes} or the page put it. */
export function packageFile(path: string): string {
  const file = `/packages/${path}`;
  if (existsSync(file)) return file;
  throw Object.assign(new Error(`the file ${path} was not loaded into this page`), {
    code: 'MODULE_NOT_FOUND',
  });
}

/** The bytes of a package's file, from the page's memory, else from beside this program. */
export async function packageBytes(path: string): Promise<Uint8Array> {
  if (existsSync(`/packages/${path}`)) return readFileSync(`/packages/${path}`);
  const name = path.split('/').at(-1)!;
  const answer = await fetch(beside(name));
  if (!answer.ok) throw new Error(`the file ${name} beside this program: HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Nothing is known about what else the page has loaded. */
export const loadedModules = (): Readonly<Record<string, { readonly exports: unknown }>> => ({});
