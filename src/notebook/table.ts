import { ArgumentError } from '../core/errors';
import { type TableColumn, tableColumn, type TableUnit } from './tableColumn';

export interface TableOptions<Row> {
  /** Which properties are shown, in this order; default: all of the first row. */
  readonly columns?: readonly (keyof Row & string)[];
  /** A column's heading; default: the property's name, `trainLoss` as "train loss". */
  readonly headings?: Readonly<Partial<Record<keyof Row & string, string>>>;
  /** The unit of a column's numbers, which is shown in the heading. */
  readonly units?: Readonly<Partial<Record<keyof Row & string, TableUnit>>>;
  /** How a column's values are formatted; default: consistently, see `tableColumn`. */
  readonly formats?: { readonly [Key in keyof Row]?: (value: Row[Key]) => string };
  readonly caption?: string;
}

type Format = (value: unknown) => string;

/** A table as HTML without styles or scripts, and as lines of text. */
export interface RenderedTable {
  readonly html: string;
  readonly text: string;
}

/**
 * Formats rows as a table. Each column is consistent: its numbers, and means with their standard
 * deviations (`spread`), have the same number of decimals and are right-aligned.
 */
export function renderTable<Row extends object>(
  rows: readonly Row[],
  options: TableOptions<Row> = {},
): RenderedTable {
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one', rows);
  const { columns: keys = Object.keys(rows[0]) as (keyof Row & string)[] } = options;
  if (keys.length === 0) throw new ArgumentError('columns', 'name at least one', keys);
  const columns = keys.map((key) => column(rows, key, options));
  const head = columns.map(({ heading }) => heading);
  const body = rows.map((_row, index) => columns.map(({ cells }) => cells[index]));
  const right = columns.map((one) => one.right);
  return {
    html: toHtml(head, body, right, options.caption),
    text: toText(head, body, right, options.caption),
  };
}

function column<Row extends object>(
  rows: readonly Row[],
  key: keyof Row & string,
  { headings, units, formats }: TableOptions<Row>,
): TableColumn {
  const values = rows.map((row) => row[key]);
  const [heading, unit] = [headings?.[key], units?.[key]];
  const plain = tableColumn(key, values, {
    ...(heading !== undefined && { heading }),
    ...(unit !== undefined && { unit }),
  });
  const format = formats?.[key] as Format | undefined;
  return format ? { ...plain, cells: values.map(format) } : plain;
}

/** Text with HTML's special characters escaped. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

type Cells = readonly string[];

function toHtml(
  head: Cells,
  body: readonly Cells[],
  right: readonly boolean[],
  caption?: string,
): string {
  // GitHub keeps `align` and drops `style`; JupyterLab aligns by `style`.
  const cell = (tag: string, text: string, column: number): string => {
    const side = right[column] ? 'right' : 'left';
    return `<${tag} align="${side}" style="text-align: ${side}">${escapeHtml(text)}</${tag}>`;
  };
  const row = (tag: string, cells: Cells): string =>
    `<tr>${cells.map((text, column) => cell(tag, text, column)).join('')}</tr>`;
  return [
    '<table>',
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(caption)}</caption>`]),
    `<thead>${row('th', head)}</thead>`,
    '<tbody>',
    ...body.map((cells) => row('td', cells)),
    '</tbody>',
    '</table>',
  ].join('\n');
}

function toText(
  head: Cells,
  body: readonly Cells[],
  right: readonly boolean[],
  caption?: string,
): string {
  const widths = head.map((text, column) =>
    Math.max(text.length, ...body.map((cells) => cells[column].length)),
  );
  const line = (cells: Cells): string =>
    cells
      .map((text, column) =>
        right[column] ? text.padStart(widths[column]) : text.padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const lines = [line(head), rule, ...body.map(line)];
  return (caption === undefined ? lines : [caption, ...lines]).join('\n');
}
