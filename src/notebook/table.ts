import { ArgumentError } from '../core/errors';

export interface TableOptions<Row> {
  /** Which properties are shown, in this order; default all of the first row. */
  readonly columns?: readonly (keyof Row & string)[];
  /** What stands above a column; default the property's name. */
  readonly headings?: Readonly<Partial<Record<keyof Row & string, string>>>;
  /** How a column's values are written; default `formatValue`. */
  readonly formats?: { readonly [Key in keyof Row]?: (value: Row[Key]) => string };
  readonly caption?: string;
}

type Format = (value: unknown) => string;

/** A table as HTML without styles or scripts of its own, and as lines of text. */
export interface RenderedTable {
  readonly html: string;
  readonly text: string;
}

/** Writes rows as a table. Columns of numbers are aligned to the right. */
export function renderTable<Row extends object>(
  rows: readonly Row[],
  options: TableOptions<Row> = {},
): RenderedTable {
  if (rows.length === 0) throw new ArgumentError('rows', 'hold at least one', rows);
  const { columns = Object.keys(rows[0]) as (keyof Row & string)[] } = options;
  if (columns.length === 0) throw new ArgumentError('columns', 'name at least one', columns);
  const formats = new Map(Object.entries(options.formats ?? {}) as [string, Format][]);
  const head = columns.map((key) => options.headings?.[key] ?? key);
  const body = rows.map((row) => columns.map((key) => (formats.get(key) ?? formatValue)(row[key])));
  const right = columns.map((key) => rows.some((row) => typeof row[key] === 'number'));
  return {
    html: toHtml(head, body, right, options.caption),
    text: toText(head, body, right, options.caption),
  };
}

/**
 * A value as a reader expects it: whole numbers with thousands separators, others with four
 * significant digits, nothing as a dash.
 */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return JSON.stringify(value);
  if (!Number.isFinite(value)) return `${value}`;
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  if (rounded === 0) return '0';
  if (Math.abs(rounded) < 1e-4) return `${rounded}`;
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 10 });
}

/** Text with the characters that mean something in HTML replaced. */
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
