import { curvePanel, learningCurve, roundCurves } from '../plots/curves/curves';
import type { Series } from '../plots/curves/curves';
import type { Figure } from '../plots/frame/figure';
import { partitionSizes } from '../plots/partitions/partitionSizes';
import { labelDistribution } from '../plots/partitions/partitions';
import { seriesColor } from '../plots/frame/theme';
import { arrange } from '../plots/frame/panels';
import type { RoundRecord } from '../simulation/roundRecord';
import type { ClientTargets } from './clientTargets';

/** The figures of a run: its curves, and which client has which examples. */
export function reportFigures(
  records: readonly RoundRecord[],
  { table: labels, what }: ClientTargets,
  name: string,
): Figure[] {
  const percent = labels.clientIds.length > 60;
  const curves = predictsNumbers(records)
    ? [errorCurves(records), ...clientErrorCurves(records)]
    : [
        ...(records.length > 0 ? [roundCurves(records, { title: 'Learning curves' })] : []),
        ...clientCurves(records),
      ];
  return [
    ...curves,
    ...backdoorCurve(records),
    ...privacyCurve(records),
    ...trafficCurve(records),
    labelDistribution(labels, {
      title: `Training examples of each client, by ${what}`,
      kind: percent ? 'heatmap' : 'bars',
      unit: percent ? 'percent' : 'examples',
    }),
    partitionSizes([{ name, table: labels }], { title: 'Training examples of each client' }),
  ];
}

/** Whether a run's model predicts numbers rather than classes. */
export function predictsNumbers(records: readonly RoundRecord[]): boolean {
  return records.some(({ testErrors, clientErrors }) => testErrors ?? clientErrors);
}

/** Loss and R² against the round. */
function errorCurves(records: readonly RoundRecord[]): Figure {
  const line = (
    name: string,
    value: (record: RoundRecord) => number | null | undefined,
  ): Series => {
    const scored = records.filter((record) => typeof value(record) === 'number');
    return {
      name,
      x: scored.map(({ round }) => round),
      y: scored.map((record) => value(record)!),
    };
  };
  const losses = [
    line('train', ({ trainLoss }) => trainLoss),
    line('held-out', ({ testLoss }) => testLoss),
  ];
  const shares = { ...line('held-out', ({ testErrors }) => testErrors?.r2), color: seriesColor(1) };
  return arrange(
    [
      curvePanel(losses, { xTitle: 'round', yTitle: 'loss' }),
      curvePanel([shares], { xTitle: 'round', yTitle: 'R²', legend: false }),
    ],
    { title: 'Learning curves', legend: true },
  );
}

function clientErrorCurves(records: readonly RoundRecord[]): Figure[] {
  const measured = records.flatMap(({ round, clientErrors }) =>
    clientErrors?.mse ? [{ round, ...clientErrors.mse }] : [],
  );
  if (measured.length === 0) return [];
  const x = measured.map(({ round }) => round);
  const series: Series[] = [
    { name: 'mean over clients', x, y: measured.map(({ mean }) => mean) },
    { name: 'worst tenth of the clients', x, y: measured.map(({ worst10 }) => worst10) },
  ];
  const title = 'Squared error on the clients’ own test examples';
  return [learningCurve(series, { title, xTitle: 'round', yTitle: 'mean squared error' })];
}

function clientCurves(records: readonly RoundRecord[]): Figure[] {
  const measured = records.flatMap(({ round, clientAccuracy }) =>
    clientAccuracy ? [{ round, ...clientAccuracy }] : [],
  );
  if (measured.length === 0) return [];
  const x = measured.map(({ round }) => round);
  const series: Series[] = [
    { name: 'mean over clients', x, y: measured.map(({ mean }) => mean) },
    { name: 'worst tenth of the clients', x, y: measured.map(({ worst10 }) => worst10) },
    { name: 'standard deviation', x, y: measured.map(({ std }) => std), color: seriesColor(6) },
  ];
  const axes = { xTitle: 'round', yTitle: 'accuracy', percent: true };
  return [learningCurve(series, { title: 'Accuracy on the clients’ own test examples', ...axes })];
}

/** How many patched images the model takes for the target. */
function backdoorCurve(records: readonly RoundRecord[]): Figure[] {
  const measured = records.filter(({ backdoorSuccess = null }) => backdoorSuccess !== null);
  if (measured.length === 0) return [];
  const x = measured.map(({ round }) => round);
  const y = measured.map(({ backdoorSuccess }) => backdoorSuccess!);
  const axes = { xTitle: 'round', yTitle: 'share of patched test images', percent: true };
  return [
    learningCurve([{ name: 'taken for the target', x, y }], {
      title: 'Success of the backdoor',
      ...axes,
    }),
  ];
}

/** What each client has lost of its privacy so far. */
function privacyCurve(records: readonly RoundRecord[]): Figure[] {
  const spent = records.flatMap(({ round, privacy }) => (privacy ? [{ round, ...privacy }] : []));
  const [first] = spent;
  if (spent.length === 0) return [];
  const series: Series = {
    name: 'ε',
    x: spent.map(({ round }) => round),
    y: spent.map(({ epsilon }) => epsilon),
  };
  const delta = Number(first.delta.toPrecision(3));
  const condition = first.private ? '' : ' (not private: noise from the seed)';
  const title = `Privacy spent, with δ ${delta}${condition}`;
  return [learningCurve([series], { title, xTitle: 'round', yTitle: 'ε' })];
}

/** Accuracy, or R², against the traffic so far, both ways. */
function trafficCurve(records: readonly RoundRecord[]): Figure[] {
  let bytes = 0;
  const sent = records.map((record) => {
    bytes += record.bytesUp + record.bytesDown;
    return { megabytes: bytes / 1e6, score: record.testAccuracy ?? record.testErrors?.r2 ?? null };
  });
  const measured = sent.filter(({ score }) => score !== null);
  const name = predictsNumbers(records) ? 'R²' : 'accuracy';
  if (bytes === 0 || measured.length === 0) return [];
  const series: Series = {
    name: `test ${name}`,
    x: measured.map(({ megabytes }) => megabytes),
    y: measured.map(({ score }) => score!),
  };
  return [
    learningCurve([series], {
      title: `${name === 'R²' ? name : 'Accuracy'} over communication`,
      xTitle: 'megabytes sent, up and down',
      yTitle: `test ${name}`,
      percent: name === 'accuracy',
    }),
  ];
}
