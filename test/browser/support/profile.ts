import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The first of some paths that is there. */
export function firstPath(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** A browser's new folder for all it writes, which is its HOME, too. */
export interface Profile {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

export function newProfile(): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'federated-browser-'));
  return {
    folder,
    environment: { ...process.env, HOME: folder },
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
