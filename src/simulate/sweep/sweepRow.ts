import { csvField } from '../../core/csvField';
import type { RoundRecord } from '../../simulation/roundRecord';
import { runTotals } from '../runSummary';
import type { SweepRun } from './sweepPlan';

/** One run's row in the table of a sweep. */
export interface SweepRow {
  readonly run: string;
  /** Axis -> name of the value in the table. */
  readonly labels: Readonly<Record<string, string>>;
  /** `done`, or what stopped it. */
  readonly outcome: string;
  readonly rounds: number;
  /** Of the last evaluated round; accuracies in [0, 1]. */
  readonly testAccuracy: number | null;
  readonly bestTestAccuracy: number | null;
  readonly testLoss: number | null;
  /** Null without a backdoor. */
  readonly backdoorSuccess: number | null;
  readonly clientMean: number | null;
  readonly clientWorst10: number | null;
  readonly clientStd: number | null;
  /** Where numbers are predicted; null for classes. */
  readonly testMse: number | null;
  readonly bestTestMse: number | null;
  readonly testMae: number | null;
  readonly testR2: number | null;
  readonly clientMseMean: number | null;
  readonly clientMseWorst10: number | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly clientSteps: number;
  /** Without evaluation. */
  readonly seconds: number;
  /** Privacy spent, if any was promised; `private` is false if it does not hold. */
  readonly epsilon: number | null;
  readonly delta: number | null;
  readonly private: boolean | null;
  /** The evaluated rounds and their test accuracies. */
  readonly curve: readonly (readonly [round: number, testAccuracy: number])[];
}

/** The measures of runs that predict classes, and of those that predict numbers. */
const ofClasses = [
  'testAccuracy',
  'bestTestAccuracy',
  'testLoss',
  'backdoorSuccess',
  'clientMean',
  'clientWorst10',
  'clientStd',
] as const satisfies readonly (keyof SweepRow)[];

const ofNumbers = [
  'testLoss',
  'testMse',
  'bestTestMse',
  'testMae',
  'testR2',
  'clientMseMean',
  'clientMseWorst10',
] as const satisfies readonly (keyof SweepRow)[];

const ofAll = [
  'bytesUp',
  'bytesDown',
  'clientSteps',
  'seconds',
  'epsilon',
  'delta',
  'private',
] as const satisfies readonly (keyof SweepRow)[];

type Measure =
  'rounds' | (typeof ofClasses)[number] | (typeof ofNumbers)[number] | (typeof ofAll)[number];

/** Whether a run predicted numbers. */
export function predictedNumbers({ testMse, clientMseMean }: SweepRow): boolean {
  return testMse !== null || clientMseMean !== null;
}

/** The measures of a table's rows, in its order. */
function measuresOf(rows: readonly SweepRow[]): readonly Measure[] {
  const numbers = rows.some(predictedNumbers);
  const classes = !rows.every(predictedNumbers) || rows.length === 0;
  const own = [...(classes ? ofClasses : []), ...(numbers ? ofNumbers : [])];
  return ['rounds', ...new Set(own), ...ofAll];
}

/** Summarizes a run's records. */
export function sweepRow(
  { name, labels }: Pick<SweepRun, 'name' | 'labels'>,
  outcome: string,
  records: readonly RoundRecord[],
): SweepRow {
  const { clientAccuracy, testErrors, clientErrors, ...totals } = runTotals(records);
  const privacy = records.at(-1)?.privacy;
  return {
    run: name,
    labels,
    outcome,
    ...totals,
    clientMean: clientAccuracy?.mean ?? null,
    clientWorst10: clientAccuracy?.worst10 ?? null,
    clientStd: clientAccuracy?.std ?? null,
    testMse: testErrors?.mse ?? null,
    testMae: testErrors?.mae ?? null,
    testR2: testErrors?.r2 ?? null,
    clientMseMean: clientErrors?.mse?.mean ?? null,
    clientMseWorst10: clientErrors?.mse?.worst10 ?? null,
    epsilon: privacy?.epsilon ?? null,
    delta: privacy?.delta ?? null,
    private: privacy?.private ?? null,
    curve: records.flatMap(({ round, testAccuracy }) =>
      testAccuracy === null ? [] : [[round, testAccuracy] as const],
    ),
  };
}

/** The rows as CSV (RFC 4180), one column for each axis and measure. */
export function toCsv(axes: readonly string[], rows: readonly SweepRow[]): string {
  const cell = (value: string | number | boolean | null): string => csvField(`${value ?? ''}`);
  const measures = measuresOf(rows);
  const head = ['run', ...axes, 'outcome', ...measures];
  const lines = rows.map((row) => [
    row.run,
    ...axes.map((axis) => row.labels[axis]),
    row.outcome,
    ...measures.map((measure) => row[measure]),
  ]);
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}
