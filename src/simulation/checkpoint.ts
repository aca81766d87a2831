import { readdirSync, rmSync } from '../platform/files';
import { join } from '../platform/paths';
import { wholeNumber } from '../core/check';
import { DataError } from '../core/errors';
import { makeFolder, removeTemporaries } from '../core/files';
import { fileError, onFile, systemCode } from '../core/systemError';
import { readTensorFile, writeTensorFile } from '../core/tensorFile';
import type { TensorFile } from '../core/tensorFile';
import type { ServerState } from '../strategies/federatedAlgorithm';
import type { ClientSlots } from '../updates/updateTransform';
import type { RoundRecord } from './roundRecord';

/**
 * Everything needed to resume a run. Every random choice belongs to its round, so the seed and the
 * state's round determine all random streams.
 */
export interface Checkpoint {
  readonly state: ServerState;
  /** Records of the rounds done, in order. */
  readonly records: readonly RoundRecord[];
  /** The run's seed, a whole number of at least 0. */
  readonly seed: number;
}

/** How many checkpoints are kept: those of the latest rounds. */
const kept = 2;

/** `round-000012.safetensors` */
const namePattern = /^round-(\d{6,})\.safetensors$/;

const format = 'federated checkpoint 2';

/** Has one unnamed vector per client. */
const oldFormat = 'federated checkpoint 1';

/** Whether a file of this name is a checkpoint. */
export function isCheckpoint(name: string): boolean {
  return namePattern.test(name);
}

/**
 * Writes a checkpoint and removes all but the last two. Whenever the process is killed, the folder
 * holds the older checkpoints or the complete new one.
 *
 * Checkpoints of later rounds are removed: a run that went back to an earlier one replaces them.
 *
 * ```ts
 * fl.saveCheckpoint('runs/mine/checkpoint', { state, records, seed: 1 });
 * ```
 *
 * @param folder is created if it is missing; holds checkpoints of a single run
 * @returns the file's path
 */
export function saveCheckpoint(folder: string, checkpoint: Checkpoint): string {
  const { state, records, seed } = checkpoint;
  wholeNumber('seed', seed, 0);
  makeFolder(folder);
  removeTemporaries(folder);
  const path = join(folder, `round-${`${state.round}`.padStart(6, '0')}.safetensors`);
  writeTensorFile(path, {
    tensors: new Map(tensorsOf(state)),
    metadata: {
      format,
      checkpoint: JSON.stringify({
        round: state.round,
        server: state.server !== undefined,
        clients: state.clients !== undefined,
        seed,
        records,
      }),
    },
  });
  const others = checkpointFiles(folder).filter(({ round }) => round !== state.round);
  const before = others.filter(({ round }) => round < state.round).slice(0, kept - 1);
  for (const { name } of others.filter((other) => !before.includes(other))) {
    const old = join(folder, name);
    onFile(old, () => {
      rmSync(old);
    });
  }
  return path;
}

export interface LoadCheckpointOptions {
  /** Called with one sentence for each damaged file that is skipped; default `console.warn`. */
  readonly warn?: (message: string) => void;
}

/**
 * Reads the latest intact checkpoint; undefined if the folder has none at all.
 *
 * Warns of a damaged one, with the reason, and uses the one before it. If none is intact, throws the
 * `DataError` of the latest.
 *
 * ```ts
 * const start = fl.loadCheckpoint('runs/mine/checkpoint');
 * for await (const { state } of fl.federatedRounds(algorithm, digits, { ...options, start })) { … }
 * ```
 */
export function loadCheckpoint(
  folder: string,
  { warn = console.warn }: LoadCheckpointOptions = {},
): Checkpoint | undefined {
  let latest: DataError | undefined;
  for (const { name, round } of checkpointFiles(folder)) {
    const path = join(folder, name);
    try {
      return read(path, round);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      warn(`${error.message}; this checkpoint is not used`);
      latest ??= error;
    }
  }
  if (latest) throw latest;
  return undefined;
}

/** The folder's checkpoints, the latest first. */
function checkpointFiles(folder: string): { name: string; round: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(folder, error);
  }
  return names
    .flatMap((name) => {
      const round = namePattern.exec(name)?.[1];
      return round === undefined ? [] : [{ name, round: Number(round) }];
    })
    .sort((a, b) => b.round - a.round);
}

function* tensorsOf(state: ServerState): Iterable<[name: string, vector: Float32Array]> {
  yield ['parameters', state.parameters];
  for (const [name, vector] of Object.entries(state.server ?? {})) yield [`server/${name}`, vector];
  for (const [id, slots] of state.clients ?? []) {
    for (const [name, vector] of Object.entries(slots)) yield [`clients/${name}/${id}`, vector];
  }
}

interface Header {
  readonly round: number;
  readonly server: boolean;
  readonly clients: boolean;
  readonly seed: number;
  readonly records: readonly RoundRecord[];
}

function read(path: string, round: number): Checkpoint {
  const file = readTensorFile(path);
  const { metadata, tensors } = file;
  if (metadata.format !== format && metadata.format !== oldFormat) {
    throw new DataError(path, `expected a ${format}, found ${metadata.format}`);
  }
  const header = JSON.parse(metadata.checkpoint) as Header;
  if (header.round !== round) {
    throw new DataError(path, `is named round ${round} but holds round ${header.round}`);
  }
  const parameters = tensors.get('parameters');
  if (!parameters) throw new DataError(path, 'holds no parameters');
  const server = Object.fromEntries(below(file, 'server/'));
  const slots = below(file, 'clients/').map(([name, vector]): Slot => {
    // In the old format SCAFFOLD kept control variates, and local training the clients' models.
    if (metadata.format === oldFormat)
      return ['control' in server ? 'control' : 'model', name, vector];
    const end = name.indexOf('/');
    return [name.slice(0, end), name.slice(end + 1), vector];
  });
  const state: ServerState = {
    round,
    parameters,
    ...(header.server && { server }),
    ...(header.clients && { clients: clientsOf(slots) }),
  };
  return { state, records: header.records, seed: header.seed };
}

type Slot = readonly [name: string, id: string, vector: Float32Array];

function clientsOf(slots: readonly Slot[]): ReadonlyMap<string, ClientSlots> {
  const clients = new Map<string, ClientSlots>();
  for (const [name, id, vector] of slots) {
    clients.set(id, { ...clients.get(id), [name]: vector });
  }
  return clients;
}

/** The tensors whose names start with this prefix, without it. */
function below({ tensors }: TensorFile, prefix: string): [string, Float32Array][] {
  return [...tensors]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, vector]) => [name.slice(prefix.length), vector]);
}
