import { spacedOut } from '../../core/spacedOut';
import { roundCurves } from '../../plots/curves/curves';
import type { RoundRecord } from '../../simulation/roundRecord';
import type { MimeBundle } from '../display';
import { pictureHtml } from '../pictureHtml';
import { pictureBundle } from '../show';
import { renderTable } from '../table';
import { isObject } from './isObject';

/** The most rows of the table; of more rounds, evenly spaced ones are shown. */
const mostRows = 12;

/** The rounds of a run, `Run` or records, as learning curves above a table. */
export async function runValue(value: unknown): Promise<MimeBundle | undefined> {
  const records = recordsOf(value);
  if (!records) return undefined;
  const shown = spacedOut(records, mostRows);
  const rows = shown.map((record) => ({
    round: record.round,
    testAccuracy: record.testAccuracy ?? record.clientAccuracy?.mean,
    trainLoss: record.trainLoss,
    clients: record.clients.length,
    down: record.bytesDown,
    up: record.bytesUp,
    seconds: record.seconds,
    ...(record.privacy && { ε: record.privacy.epsilon }),
  }));
  const caption =
    shown.length === records.length ? undefined : `${shown.length} of ${records.length} rounds`;
  const { html, text } = renderTable(rows, {
    headings: { testAccuracy: 'accuracy', trainLoss: 'loss in training' },
    units: { testAccuracy: '%', down: 'MB', up: 'MB', seconds: 's' },
    ...(caption !== undefined && { caption }),
  });
  const curves = pictureHtml(await pictureBundle(roundCurves(records, { title: 'The rounds' })));
  return { 'text/html': `<div>${curves}${html}</div>`, 'text/plain': text };
}

function recordsOf(value: unknown): readonly RoundRecord[] | undefined {
  const records = isObject(value) && 'records' in value ? value.records : value;
  return Array.isArray(records) && records.length > 0 && records.every(isRecord)
    ? records
    : undefined;
}

function isRecord(value: unknown): value is RoundRecord {
  if (!isObject(value) || !Array.isArray(value.clients)) return false;
  return ['round', 'bytesUp', 'bytesDown', 'seconds'].every(
    (key) => typeof value[key] === 'number',
  );
}
