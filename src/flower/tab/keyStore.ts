import { messageOf } from '../../core/systemError';
import { createWebKeys, webIdentity } from '../wire/webIdentity';
import type { WebIdentity, WebKeys } from '../wire/webIdentity';
import { FlowerError } from '../wire/errors';

/** The key of one tab, which no other tab of this browser uses meanwhile. */
export interface TabKey {
  readonly name: string;
  readonly identity: WebIdentity;
  /** Whether the browser keeps the key after this visit. */
  readonly kept: boolean;
  /** If not: why, in a sentence for the page. */
  readonly reason?: string;
  /** The id that the key's node had on a SuperLink when it was last used. */
  readonly lastNodeId: (superLink: string) => bigint | undefined;
  /** Stores the id with the key; a failure only costs time later. */
  readonly rememberNodeId: (superLink: string, nodeId: bigint) => Promise<void>;
}

/** A key as the browser's database holds it. The private half is a handle that cannot be read. */
interface StoredKey {
  readonly name: string;
  readonly keys: WebKeys;
  readonly nodeIds: Readonly<Record<string, string>>;
}

/** Milliseconds for the page before a reload to let go of its key. */
const reloadPatience = 2000;

/** Tabs of one browser that take part at a time; each has a key. */
const mostKeys = 200;

/**
 * Takes a key for this tab, and keeps it until the tab is closed: the one that it had before it was
 * reloaded, else the first of the browser's stored keys that no other tab uses, else a new one. A browser that
 * stores nothing (a private window, a full disk) gives a key for this visit.
 *
 * @param preferred the key's name before the reload
 * @throws FlowerError if the page cannot have keys at all
 */
export async function takeKey(preferred?: string): Promise<TabKey> {
  if (!globalThis.isSecureContext) {
    throw new FlowerError(
      'this page cannot sign anything: browsers let pages have keys only by https or on this machine ' +
        '(localhost); open it at such an address',
    );
  }
  const name = await reserveName(preferred);
  try {
    const database = await openDatabase();
    const stored = (await inStore<StoredKey | undefined>(database, 'readonly', (keys) =>
      keys.get(name),
    )) ?? { name, keys: await createWebKeys(), nodeIds: {} };
    // Also what is there already is written once more: whether anything can be stored shows now.
    await inStore(database, 'readwrite', (keys) => keys.put(stored));
    const nodeIds = new Map(Object.entries(stored.nodeIds));
    return {
      name,
      identity: await webIdentity(stored.keys),
      kept: true,
      lastNodeId: (superLink) => bigintOf(nodeIds.get(superLink)),
      rememberNodeId: async (superLink, nodeId) => {
        nodeIds.set(superLink, `${nodeId}`);
        const now = { ...stored, nodeIds: Object.fromEntries(nodeIds) };
        await inStore(database, 'readwrite', (keys) => keys.put(now)).catch(() => undefined);
      },
    };
  } catch (error) {
    return {
      name,
      identity: await webIdentity(await createWebKeys()),
      kept: false,
      reason: whyNotKept(error),
      lastNodeId: () => undefined,
      rememberNodeId: () => Promise.resolve(),
    };
  }
}

/** Reserves the name of a key until this tab is closed. */
async function reserveName(preferred: string | undefined): Promise<string> {
  const { locks } = globalThis.navigator as Partial<Navigator>;
  // Without locks, tabs cannot know of each other: each gets a key that nobody else can name.
  if (!locks) return preferred ?? `tab-${crypto.randomUUID()}`;
  if (preferred !== undefined && (await reserve(locks, preferred, reloadPatience))) {
    return preferred;
  }
  for (let k = 1; k <= mostKeys; k++) {
    if (await reserve(locks, `tab-${k}`, 0)) return `tab-${k}`;
  }
  throw new FlowerError(`${mostKeys} tabs of this browser take part already`);
}

/** Holds a lock until the tab is closed; false if another tab has it for longer than that. */
function reserve(locks: LockManager, name: string, milliseconds: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const options =
      milliseconds === 0 ? { ifAvailable: true } : { signal: AbortSignal.timeout(milliseconds) };
    locks
      .request(`federated key ${name}`, options, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<never>(() => undefined);
      })
      .catch((error: unknown) => {
        const late = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
        if (late) resolve(false);
        else reject(error instanceof Error ? error : new Error(messageOf(error)));
      });
  });
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = globalThis.indexedDB.open('federated', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('keys', { keyPath: 'name' });
    };
    opening.onsuccess = () => {
      resolve(opening.result);
    };
    opening.onerror = () => {
      reject(opening.error ?? new Error('the database did not open'));
    };
    opening.onblocked = () => {
      reject(new Error('another version of this page is open'));
    };
  });
}

/** Does one thing in the store of keys; it is done when its transaction is. */
function inStore<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (keys: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('keys', mode);
    const request = work(transaction.objectStore('keys'));
    transaction.oncomplete = () => {
      resolve(request.result as Result);
    };
    transaction.onerror = transaction.onabort = () => {
      reject(transaction.error ?? request.error ?? new Error('it was not stored'));
    };
  });
}

function whyNotKept(error: unknown): string {
  const { name } = error as { readonly name?: string };
  const reason =
    name === 'QuotaExceededError'
      ? 'its storage is full'
      : `it stores nothing here, as in a private window (${messageOf(error).slice(0, 120)})`;
  return `This browser cannot keep the key: ${reason}. The key is for this visit only.`;
}

function bigintOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}
