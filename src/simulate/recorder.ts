import { closeSync, openSync, writeFileSync } from '../platform/files';
import { join } from '../platform/paths';
import { writeFileAtomic } from '../core/files';
import { onFile } from '../core/systemError';
import { openRuns } from '../tensorboard/eventFile';
import type { EventWriter } from '../tensorboard/eventFile';
import type { RoundRecord } from '../simulation/roundRecord';
import { runFiles } from './runFolder';

/** Records a run, round by round. */
export interface Recorder {
  add(record: RoundRecord): void;
  close(): void;
}

/**
 * Writes records to `metrics.jsonl`, one line per round, and to TensorBoard's logs.
 *
 * Both are rewritten with the known rounds, those of the checkpoint: rounds that an interrupted run did
 * after its last checkpoint are repeated, and each is recorded once.
 */
export function openRecorder(folder: string, known: readonly RoundRecord[]): Recorder {
  const file = join(folder, runFiles.metrics);
  writeFileAtomic(file, known.map(line).join(''));
  const descriptor = onFile(file, () => openSync(file, 'a'));
  const runs = openRuns(join(folder, runFiles.tensorboard), ['train', 'test', 'clients'], {
    replace: true,
  });
  for (const record of known) logRound(runs, record);
  return {
    add(record) {
      onFile(file, () => {
        writeFileSync(descriptor, line(record));
      });
      logRound(runs, record);
    },
    close() {
      closeSync(descriptor);
      for (const run of Object.values(runs)) run.close();
    },
  };
}

function line(record: RoundRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function logRound(
  runs: Readonly<Record<'train' | 'test' | 'clients', EventWriter>>,
  record: RoundRecord,
): void {
  const {
    round,
    clientAccuracy,
    testErrors,
    clientErrors,
    bytesUp,
    bytesDown,
    clientSteps,
    seconds,
  } = record;
  const log = (run: EventWriter, values: Readonly<Record<string, number | null | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'number') run.scalar(name, value, round);
    }
  };
  log(runs.train, {
    loss: record.trainLoss,
    accuracy: record.trainAccuracy,
    'round/bytesUp': bytesUp,
    'round/bytesDown': bytesDown,
    'round/clientSteps': clientSteps,
    'round/seconds': seconds,
    'round/rejected': record.rejected?.length,
  });
  log(runs.test, {
    loss: record.testLoss,
    accuracy: record.testAccuracy,
    backdoorSuccess: record.backdoorSuccess,
    ...testErrors,
  });
  log(runs.clients, {
    accuracy: clientAccuracy?.mean,
    'clients/worst10': clientAccuracy?.worst10,
    'clients/std': clientAccuracy?.std,
    mse: clientErrors?.mse?.mean,
    mae: clientErrors?.mae?.mean,
    r2: clientErrors?.r2?.mean,
    'clients/mseWorst10': clientErrors?.mse?.worst10,
    'clients/r2Worst10': clientErrors?.r2?.worst10,
  });
  log(runs.train, { ...record.measures, 'privacy/epsilon': record.privacy?.epsilon });
}
