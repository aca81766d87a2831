import type { LiveFiles } from '../messages';

/** Files that are loaded when a cell names them. */
export interface FileMounts {
  /** Before a cell runs: what it names is there afterwards. @throws Error that names a file that cannot be had */
  load(source: string): Promise<void>;
}

/**
 * @param fetchBytes of an address
 * @param mount puts bytes under a path
 */
export function createFileMounts(
  groups: readonly LiveFiles[],
  fetchBytes: (address: string) => Promise<Uint8Array>,
  mount: (path: string, bytes: Uint8Array) => void,
): FileMounts {
  const done = new Set<string>();
  return {
    async load(source) {
      const wanted = groups.filter(({ named }) => source.includes(named) && !done.has(named));
      for (const { named, files } of wanted) {
        await Promise.all(
          Object.entries(files).map(async ([path, address]) => {
            mount(path, await fetchBytes(address));
          }),
        );
        done.add(named);
      }
    },
  };
}
