/// <reference lib="dom" />

/** What a tab remembers over a reload: its key's name, what was chosen, and whether it had joined. */
export interface Remembered {
  readonly id?: string;
  readonly key?: string;
  readonly choice?: string;
  readonly kept?: unknown;
  readonly joined?: boolean;
}

const name = 'federated tab';

/** What is remembered; nothing if there is none, or the browser keeps nothing. */
export function recall(): Remembered {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Remembers; false if there is no room, and then what was remembered before stays. */
export function remember(what: Remembered): boolean {
  try {
    sessionStorage.setItem(name, JSON.stringify(what));
    return true;
  } catch {
    return false;
  }
}
