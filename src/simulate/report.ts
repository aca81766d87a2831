import { writeFileAtomic } from '../core/files';
import { flag } from '../commands/flag';
import { partitionStatistics } from '../metrics/partitionStatistics';
import { summary } from '../models/summary';
import { figureHtml, htmlPage } from '../notebook/htmlPage';
import { escapeHtml, renderTable } from '../notebook/table';
import { formatValue } from '../notebook/tableColumn';
import type { RoundRecord } from '../simulation/roundRecord';
import { strategies } from '../strategies/catalogue';
import { attackText } from './attackSettings';
import { clientTargets } from './clientTargets';
import type { ClientTargets } from './clientTargets';
import type { PreparedRun } from './prepare';
import { predictsNumbers, reportFigures } from './reportFigures';
import { percent, runSummary } from './runSummary';

/**
 * Writes the results of a run as one page that opens offline: numbers, curves, which client has which
 * examples, the model, the options, and every round.
 */
export async function writeReport(
  file: string,
  run: PreparedRun,
  records: readonly RoundRecord[],
): Promise<void> {
  const { config, federated, model } = run;
  const title = `${strategies[config.strategy].title} on ${federated.name}`;
  const labels = clientTargets(federated);
  const pictures: string[] = [];
  for (const figure of reportFigures(records, labels, config.partition)) {
    pictures.push(await figureHtml(figure));
  }
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(federated.description)}</p>`,
    ...run.warnings.map((warning) => `<p><strong>Note:</strong> ${escapeHtml(warning)}.</p>`),
    ...(run.bad ? [`<p>${escapeHtml(attackText(run.bad))}</p>`] : []),
    table(rows(runSummary(records))),
    ...pictures,
    '<h2>How much the clients differ</h2>',
    table(rows(partitionNumbers(labels))),
    '<h2>Model</h2>',
    `<pre>${escapeHtml(summary(model).toString())}</pre>`,
    '<h2>Options</h2>',
    table(Object.entries(config).map(([name, value]) => ({ name: flag(name), value: `${value}` }))),
    '<h2>Rounds</h2>',
    records.length > 0 ? `<div class="rounds">${table(roundRows(records))}</div>` : '<p>None.</p>',
  ];
  writeFileAtomic(file, htmlPage(title, body.join('\n')));
}

function partitionNumbers({ table: { counts }, what }: ClientTargets): Record<string, string> {
  const { clients, examples, sizes, labels, totalVariation, jensenShannon } =
    partitionStatistics(counts);
  return {
    'clients, training examples': `${formatValue(clients)}, ${formatValue(examples)}`,
    'examples per client (mean, least, most)': [sizes.mean, sizes.min, sizes.max]
      .map(formatValue)
      .join(', '),
    'Gini coefficient of the sizes': sizes.gini.toFixed(3),
    [`${what.replace(/^\w+/, '$&s')} per client (mean, fewest, most)`]: [
      labels.mean,
      labels.min,
      labels.max,
    ]
      .map(formatValue)
      .join(', '),
    'total variation from the whole (mean, largest)': `${totalVariation.mean.toFixed(3)}, ${totalVariation.max.toFixed(3)}`,
    'Jensen-Shannon distance from the whole (mean, largest)': `${jensenShannon.mean.toFixed(3)}, ${jensenShannon.max.toFixed(3)}`,
  };
}

function roundRows(records: readonly RoundRecord[]): object[] {
  const anyRejected = records.some(({ rejected }) => rejected !== undefined);
  const numbers = predictsNumbers(records);
  return records.map((record) => ({
    round: record.round,
    'train loss': record.trainLoss,
    ...(!numbers && { 'train accuracy': percent(record.trainAccuracy) }),
    'test loss': record.testLoss,
    ...(numbers ? errorColumns(record) : { 'test accuracy': percent(record.testAccuracy) }),
    ...(record.backdoorSuccess !== undefined && {
      'backdoor success': percent(record.backdoorSuccess),
    }),
    ...(!numbers && {
      'clients, mean': percent(record.clientAccuracy?.mean),
      'clients, worst tenth': percent(record.clientAccuracy?.worst10),
    }),
    'bytes up': record.bytesUp,
    'bytes down': record.bytesDown,
    steps: record.clientSteps,
    seconds: record.seconds,
    clients: record.clients.length,
    'dropped out': record.dropped.length,
    ...(anyRejected && { rejected: record.rejected?.length ?? 0 }),
    ...(record.privacy && { ε: record.privacy.epsilon }),
    ...record.measures,
  }));
}

function errorColumns({ testErrors, clientErrors }: RoundRecord): object {
  return {
    'test MSE': testErrors?.mse ?? null,
    'test MAE': testErrors?.mae ?? null,
    'test R²': testErrors?.r2 ?? null,
    'clients’ MSE, mean': clientErrors?.mse?.mean ?? null,
    'clients’ MSE, worst tenth': clientErrors?.mse?.worst10 ?? null,
    'clients’ R², mean': clientErrors?.r2?.mean ?? null,
  };
}

const rows = (values: Readonly<Record<string, string>>): object[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

function table(entries: readonly object[]): string {
  const headings = { name: '', value: '' };
  return renderTable(entries as readonly Record<string, unknown>[], { headings }).html;
}
