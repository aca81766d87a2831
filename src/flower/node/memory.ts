import { writeFileAtomic } from '../../core/files';
import { isJsonObject, readJsonFile } from '../../core/jsonFile';

type Memory = Readonly<Record<string, string>>;

/** The file next to a key's, which holds no secret. */
const fileOf = (key: string): string => `${key}.node.json`;

/**
 * The id that a key's node had on a SuperLink, with which a new process can sign off the session of
 * a killed one. Undefined if unknown.
 */
export function lastNodeId(key: string, url: string): bigint | undefined {
  const id = readMemory(key)[url];
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? BigInt(id) : undefined;
}

/** Stores the id next to the key. */
export function rememberNodeId(key: string, url: string, nodeId: bigint): void {
  const memory = { ...readMemory(key), [url]: `${nodeId}` };
  writeFileAtomic(fileOf(key), `${JSON.stringify(memory)}\n`);
}

function readMemory(key: string): Memory {
  try {
    const value = readJsonFile(fileOf(key));
    return isJsonObject(value) ? (value as Memory) : {};
  } catch {
    return {}; // none yet, or damaged: it only saves time
  }
}
