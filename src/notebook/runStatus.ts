import type { AnyDataset } from '../data/dataset';
import type { FederatedDataset } from '../data/federatedDataset';
import { formatPercent } from '../metrics/formatPercent';
import { epsilonText } from '../privacy/spentText';
import type { RoundRecord } from '../simulation/roundRecord';
import type { TrainingStatus } from './trainingStatus';

/**
 * How far a run has got.
 *
 * @param records of all rounds so far
 * @param rounds of the whole run
 * @param before rounds that were done before the run was resumed
 */
export function runStatus(
  records: readonly RoundRecord[],
  rounds: number,
  federated: FederatedDataset<AnyDataset>,
  before = 0,
): TrainingStatus {
  return {
    done: records.length,
    before,
    total: rounds,
    note: roundNote(records),
    ...traffic(records),
    activity: { clientIds: federated.clientIds, rounds: records },
  };
}

/** Bytes that clients and server have sent in these rounds, as far as their records say them. */
export function traffic(
  records: readonly Partial<Pick<RoundRecord, 'bytesUp' | 'bytesDown'>>[],
): Pick<TrainingStatus, 'bytesUp' | 'bytesDown'> {
  return {
    bytesUp: records.reduce((sum, { bytesUp = 0 }) => sum + bytesUp, 0),
    bytesDown: records.reduce((sum, { bytesDown = 0 }) => sum + bytesDown, 0),
  };
}

/** `accuracy 93.1 % · ε 1.23` */
function roundNote(records: readonly RoundRecord[]): string | undefined {
  const privacy = records.at(-1)?.privacy;
  const parts = [accuracyNote(records), privacy && epsilonText(privacy)];
  return parts.filter((part) => part !== undefined).join(' · ') || undefined;
}

/** `accuracy 93.1 %`, of the latest evaluation; without any, of local training. */
function accuracyNote(records: readonly RoundRecord[]): string | undefined {
  const evaluated = records.findLast((record) => record.testAccuracy !== null);
  const tested = records.findLast((record) => record.clientAccuracy !== null);
  const accuracy =
    evaluated?.testAccuracy ?? tested?.clientAccuracy?.mean ?? records.at(-1)?.trainAccuracy;
  return typeof accuracy === 'number' ? `accuracy ${formatPercent(accuracy)}` : undefined;
}
