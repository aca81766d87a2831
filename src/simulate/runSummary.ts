import { counted } from '../core/counted';
import { formatBytes } from '../core/formatBytes';
import { formatDuration } from '../core/formatDuration';
import type { ClientErrors, NumberErrors, RoundRecord } from '../simulation/roundRecord';
import { promiseText } from '../privacy/spentText';
import { number, speed } from './progress';

/** `93.12 %`, or a dash if not measured. */
export function percent(accuracy: number | null | undefined): string {
  return typeof accuracy === 'number' ? `${(100 * accuracy).toFixed(2)} %` : '–';
}

/** Sums over the rounds of a run. */
export interface RunTotals {
  readonly rounds: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly clientSteps: number;
  /** Without evaluation. */
  readonly seconds: number;
  /** Of the last evaluated round. */
  readonly testAccuracy: number | null;
  readonly testLoss: number | null;
  readonly bestTestAccuracy: number | null;
  /** Of the last round in which it was measured. */
  readonly backdoorSuccess: number | null;
  readonly clientAccuracy: RoundRecord['clientAccuracy'];
  /** Where numbers are predicted: of the last evaluated round. */
  readonly testErrors: NumberErrors | null;
  readonly bestTestMse: number | null;
  readonly clientErrors: ClientErrors | null;
}

/** Whether rounds were done but no client took part in any of them. */
export function nobodyTrained(records: readonly RoundRecord[]): boolean {
  return records.length > 0 && records.every(({ clients }) => clients.length === 0);
}

export function runTotals(records: readonly RoundRecord[]): RunTotals {
  const sum = (value: (record: RoundRecord) => number): number =>
    records.reduce((total, record) => total + value(record), 0);
  const tested = records.filter(
    ({ testAccuracy, testErrors }) => testAccuracy !== null || testErrors !== undefined,
  );
  const accuracies = tested.flatMap(({ testAccuracy }) => testAccuracy ?? []);
  const squares = tested.flatMap(({ testErrors }) => testErrors?.mse ?? []);
  return {
    rounds: records.length,
    bytesUp: sum(({ bytesUp }) => bytesUp),
    bytesDown: sum(({ bytesDown }) => bytesDown),
    clientSteps: sum(({ clientSteps }) => clientSteps),
    seconds: sum(({ seconds }) => seconds),
    testAccuracy: accuracies.at(-1) ?? null,
    testLoss: tested.at(-1)?.testLoss ?? null,
    bestTestAccuracy: accuracies.length ? accuracies.reduce((a, b) => Math.max(a, b)) : null,
    backdoorSuccess:
      records.findLast(({ backdoorSuccess = null }) => backdoorSuccess !== null)?.backdoorSuccess ??
      null,
    clientAccuracy:
      records.findLast(({ clientAccuracy }) => clientAccuracy)?.clientAccuracy ?? null,
    testErrors: tested.at(-1)?.testErrors ?? null,
    bestTestMse: squares.length ? squares.reduce((a, b) => Math.min(a, b)) : null,
    clientErrors: records.findLast(({ clientErrors }) => clientErrors)?.clientErrors ?? null,
  };
}

/** The results of a run, in a few readable lines. */
export function runSummary(records: readonly RoundRecord[]): Record<string, string> {
  const totals = runTotals(records);
  const { rounds, clientAccuracy, bytesUp, bytesDown, clientSteps, seconds } = totals;
  if (rounds === 0) return { rounds: 'none' };
  const { testAccuracy, bestTestAccuracy, testLoss, backdoorSuccess } = totals;
  const { testErrors, bestTestMse, clientErrors } = totals;
  const privacy = records.at(-1)?.privacy;
  return {
    rounds: `${rounds}`,
    ...(testAccuracy !== null && {
      'test accuracy': `${percent(testAccuracy)} (best ${percent(bestTestAccuracy)}), loss ${testLoss?.toFixed(4) ?? '–'}`,
    }),
    ...(clientAccuracy && {
      'client accuracy': `mean ${percent(clientAccuracy.mean)}, worst tenth ${percent(clientAccuracy.worst10)}, standard deviation ${percent(clientAccuracy.std)}`,
    }),
    ...(testErrors && {
      'test error': `MSE ${number(testErrors.mse)} (best ${number(bestTestMse)}), MAE ${number(testErrors.mae)}, R² ${number(testErrors.r2)}`,
    }),
    ...(clientErrors && { 'client error': clientErrorText(clientErrors) }),
    ...(backdoorSuccess !== null && { 'backdoor success': percent(backdoorSuccess) }),
    ...(privacy && { privacy: promiseText(privacy, rounds) }),
    traffic: `${formatBytes(bytesUp)} up, ${formatBytes(bytesDown)} down`,
    training: `${formatDuration(1000 * seconds)} for ${counted(clientSteps, 'step')}: ${speed(rounds, clientSteps, seconds)}, without evaluation${medianText(records)}`,
  };
}

function clientErrorText({ mse, mae, r2 }: ClientErrors): string {
  const worst = (scores: ClientErrors['mse']): string =>
    `mean ${number(scores?.mean)}, worst tenth ${number(scores?.worst10)}`;
  return `MSE ${worst(mse)}; MAE ${worst(mae)}; R² ${worst(r2)}`;
}

/** The first round also compiles. */
function medianText(records: readonly RoundRecord[]): string {
  if (records.length < 3) return '';
  const sorted = records.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return `; median ${sorted[sorted.length >> 1].toFixed(3)} s a round`;
}
