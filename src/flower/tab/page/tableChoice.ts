import { formatBytes } from '../../../core/formatBytes';
import { listed } from '../../../options/listed';
import type { TabTable } from '../messages';
import type { Choice, ChoiceSurroundings } from './choice';
import { element } from './element';
import { missingColumns } from './missingColumns';

/** A table in a tab is read as a whole. */
const mostBytes = 500e6;

/** A table of the visitor's own, whose rows are the examples. */
export function tableChoice({ settings, changed, complain }: ChoiceSurroundings): Choice {
  const { features = '', targetColumn = '' } = settings.federation.options;
  const columns = [...listed(String(features)), ...listed(String(targetColumn))];
  let table: TabTable | undefined;
  const file = element('input', {
    type: 'file',
    id: 'table-file',
    accept: '.csv,.tsv,.jsonl,.ndjson,.parquet,.gz',
  });
  const read = async (chosen: File): Promise<void> => {
    table = undefined;
    changed();
    if (chosen.size > mostBytes) {
      complain(`${chosen.name} is too large: a tab takes up to ${formatBytes(mostBytes)}.`);
      return;
    }
    try {
      const content = new Uint8Array(await chosen.arrayBuffer());
      const missing = missingColumns(chosen.name, content, columns);
      if (missing.length > 0) {
        complain(`${chosen.name} has no column ${missing.map((name) => `“${name}”`).join(', ')}.`);
        return;
      }
      complain('');
      table = { kind: 'table', name: chosen.name, content };
      changed();
    } catch {
      complain(`${chosen.name} cannot be read; has it been moved or deleted?`);
    }
  };
  file.addEventListener('change', () => {
    if (file.files?.[0]) void read(file.files[0]);
  });
  const panel = element(
    'div',
    {},
    element('p', {}, `It has to have the columns ${columns.join(', ')}.`),
    element(
      'div',
      { className: 'field' },
      element('label', { htmlFor: 'table-file' }, 'A CSV, TSV, JSON Lines or Parquet file:'),
      file,
    ),
  );
  return {
    title: 'A table of your own',
    panel,
    chosen: () => table ?? 'Choose a file.',
    said: () => (table ? `${table.name}, ${formatBytes(table.content.length)}.` : 'No table yet.'),
    kept: () => undefined,
    restore: () => undefined,
  };
}
