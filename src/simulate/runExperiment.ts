import { join } from '../platform/paths';
import { ArgumentError, DivergenceError } from '../core/errors';
import { lockFile } from '../core/fileLock';
import { removeTemporaries } from '../core/files';
import { writeNpz } from '../core/npz';
import { toArrays } from '../core/namedArrays';
import { loadCheckpoint, saveCheckpoint } from '../simulation/checkpoint';
import type { Checkpoint } from '../simulation/checkpoint';
import type { RoundRecord } from '../simulation/roundRecord';
import { federatedRounds } from '../simulation/rounds';
import type { ServerState } from '../strategies/federatedAlgorithm';
import { exportOnnx } from '../training/compiled/exportOnnx';
import { checkResumable } from './attackSettings';
import type { FullConfig, PreparedRun } from './prepare';
import { openRecorder } from './recorder';
import { writeReport } from './report';
import {
  checkFolder,
  checkGiven,
  holdsRun,
  removeRun,
  runFiles,
  versionWarning,
  writeBeginning,
} from './runFolder';
import type { FolderMode } from './runFolder';
import { nobodyTrained } from './runSummary';

/** How a run is executed. */
export interface ExperimentOptions {
  /** The run's folder; created if it is missing. */
  readonly folder: string;
  readonly mode: FolderMode;
  /** Ends the run after the last complete round, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Receives the records of earlier rounds at the start; `onRound` then receives each round. */
  readonly onStart?: (done: readonly RoundRecord[]) => void;
  readonly onRound?: (record: RoundRecord) => void;
  /** Receives one line per warning: a damaged checkpoint, other versions. */
  readonly warn: (line: string) => void;
}

/** How a run ended: `untrained` if no client took part in any round. */
export interface ExperimentResult {
  readonly outcome: 'done' | 'untrained' | 'interrupted' | 'diverged';
  /** Why it stopped, for `diverged`. */
  readonly problem?: DivergenceError;
  readonly config: FullConfig;
  /** All rounds, including those before it was resumed. */
  readonly records: readonly RoundRecord[];
}

/**
 * Does a run's rounds and writes its folder: `config.json`, `clients.json`, `initial.npz` (of a
 * table `preprocessing.json`, too) before the first round; `metrics.jsonl`, `tensorboard/` and `checkpoint/` during the run; `weights.npz`,
 * `model.onnx`, `report.html` at the end, even if it ends early.
 *
 * @throws ArgumentError if the folder's run was started with other options; DataError if it was started
 *   with other data; FileError if the folder cannot be written
 */
export async function runExperiment(
  prepared: PreparedRun,
  options: ExperimentOptions,
): Promise<ExperimentResult> {
  const { folder } = options;
  const refusal = (pid: number): string => `${folder}: process ${pid} is writing to it`;
  const lock = await lockFile(join(folder, '.lock'), refusal);
  try {
    return await locked(prepared, options);
  } finally {
    lock.release();
  }
}

async function locked(
  prepared: PreparedRun,
  options: ExperimentOptions,
): Promise<ExperimentResult> {
  const { folder, mode, warn } = options;
  const { config } = prepared;
  checkFolder(folder, mode);
  const resumed = mode === 'resume' && holdsRun(folder);
  removeTemporaries(folder);
  if (resumed) {
    checkGiven(folder, config);
    checkResumable(config);
    const warning = versionWarning(folder);
    if (warning !== undefined) warn(warning);
  } else {
    removeRun(folder);
  }
  const start = resumed ? loadCheckpoint(join(folder, runFiles.checkpoint), { warn }) : undefined;
  if (start && start.state.round > config.rounds) {
    const rule = `be at least ${start.state.round}, the number of rounds already done`;
    throw new ArgumentError('--rounds', rule, config.rounds);
  }
  await writeBeginning(folder, prepared);
  const { state, records, ...end } = await doRounds(prepared, options, start);
  await writeEnd(prepared, folder, state, records);
  return { ...end, config, records };
}

interface Rounds {
  readonly outcome: ExperimentResult['outcome'];
  readonly problem?: DivergenceError;
  readonly state: ServerState;
  readonly records: readonly RoundRecord[];
}

/** Does and records the missing rounds; a round ends with its checkpoint. */
async function doRounds(
  { algorithm, federated, config, options: roundsOptions }: PreparedRun,
  { folder, signal, onStart, onRound }: ExperimentOptions,
  start: Checkpoint | undefined,
): Promise<Rounds> {
  const { seed, checkpointEvery } = config;
  const records = [...(start?.records ?? [])];
  let state = start?.state ?? algorithm.initialize();
  let saved = state.round;
  const save = (): void => {
    if (state.round === saved) return;
    saveCheckpoint(join(folder, runFiles.checkpoint), { state, records, seed });
    saved = state.round;
  };
  const recorder = openRecorder(folder, records);
  onStart?.(records);
  try {
    const rounds = federatedRounds(algorithm, federated, {
      ...roundsOptions,
      start: { state, records },
      ...(signal && { signal }),
    });
    for await (const outcome of rounds) {
      ({ state } = outcome);
      records.push(outcome.record);
      recorder.add(outcome.record);
      if (state.round % checkpointEvery === 0) save();
      onRound?.(outcome.record);
    }
    return { outcome: nobodyTrained(records) ? 'untrained' : 'done', state, records };
  } catch (error) {
    if (error instanceof DivergenceError) {
      return { outcome: 'diverged', problem: error, state, records };
    }
    if (!signal?.aborted) throw error;
    return { outcome: 'interrupted', state, records };
  } finally {
    save();
    recorder.close();
  }
}

async function writeEnd(
  prepared: PreparedRun,
  folder: string,
  { parameters }: ServerState,
  records: readonly RoundRecord[],
): Promise<void> {
  const { trainer, model, federated, preprocessing } = prepared;
  await writeNpz(join(folder, runFiles.weights), toArrays(trainer.spec, parameters));
  const input = preprocessing ? { preprocessing } : { imageShape: federated.shape };
  exportOnnx(model, join(folder, runFiles.onnx), { ...input, parameters });
  await writeReport(join(folder, runFiles.report), prepared, records);
}
