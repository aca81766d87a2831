import { type CellReader, cellReader } from './cells';
import { type ColumnSummary, type SummarizedColumn, columnSummary } from './columnSummary';
import { decimalCommaIn, kindInBlock } from './columnKind';
import { openRows } from './openRows';
import { type ReadOptions, checkReadOptions, usualMissing } from './readOptions';
import type { RowBlock, RowSource } from './rowBlock';
import type { BadRow } from './readRows';

/** Problems that are told one by one. */
const mostProblems = 100;

/** What was found in a file. */
export interface TableSummary {
  readonly file: string;
  /** Rows, those with a problem included. */
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** The first 100 problems, by line. */
  readonly problems: readonly BadRow[];
  readonly problemCount: number;
}

/**
 * Looks through a file of any size without keeping its rows: what its columns hold, how much is missing,
 * and what would keep `readTable` from reading it. Memory is bounded by the number of columns.
 *
 * @throws ArgumentError for an option out of range
 * @throws DataError if the file cannot be read, has no usable column names, or is in another encoding
 *
 * ```ts
 * const { rows, columns, problems } = await fl.tables.inspectTable('patients.csv');
 * for (const { name, kind, missing } of columns) console.log(name, kind, missing / rows);
 * console.log(problems);
 * ```
 */
export async function inspectTable(file: string, options: ReadOptions = {}): Promise<TableSummary> {
  checkReadOptions(options);
  const source = openRows(file, options);
  const columns = new Map<string, SummarizedColumn>();
  const problems: BadRow[] = [];
  let problemCount = 0;
  let rows = 0;
  const tell = (problem: BadRow): void => {
    problemCount++;
    if (problems.length < mostProblems) problems.push(problem);
  };
  for await (const block of source.blocks) {
    begin(columns, source, block, rows, options, tell);
    const all = [...columns.values()];
    const places = all.map(({ name }) => block.names.indexOf(name));
    for (let row = 0; row < block.rows.length; row++) {
      rows++;
      const problem = block.bad.get(row);
      if (problem !== undefined) {
        tell({ file, line: block.lineOf(row), problem });
        continue;
      }
      const cells = block.rows[row];
      for (let i = 0; i < all.length; i++) {
        const wrong = all[i].add(cells[places[i]] ?? null);
        if (wrong === undefined) continue;
        tell({ file, line: block.lineOf(row), column: all[i].name, problem: wrong });
      }
    }
  }
  const summaries = [...columns.values()].map((column) => column.summary());
  return { file, rows, columns: summaries, problems, problemCount };
}

/** Begins the summaries of columns that a block has and those before it had not. */
function begin(
  columns: Map<string, SummarizedColumn>,
  source: RowSource,
  block: RowBlock,
  rowsBefore: number,
  options: ReadOptions,
  tell: (problem: BadRow) => void,
): void {
  const { missing = usualMissing, decimal = '.', types, columns: wanted } = options;
  block.names.forEach((name, place) => {
    if (columns.has(name) || wanted?.includes(name) === false) return;
    const textual = source.textual || types?.[name] === 'number';
    const reader: CellReader = cellReader(missing, decimal, textual);
    const kind = types?.[name] ?? kindInBlock(block, place, reader);
    const comma =
      decimal === '.' && kind === 'category' && types?.[name] === undefined
        ? decimalCommaIn(source, block, place, reader)
        : undefined;
    if (comma) {
      const problem = `numbers have a decimal comma (${comma.text}): read them with decimal ","`;
      tell({ file: source.file, line: block.lineOf(comma.row), column: name, problem });
    }
    const begun = columnSummary(name, kind, types?.[name] !== undefined, reader, rowsBefore);
    columns.set(name, begun);
  });
}
