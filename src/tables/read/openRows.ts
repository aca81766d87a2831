import { delimitedRows } from './delimitedRows';
import { jsonArrayRows } from './jsonArrayRows';
import { jsonRows } from './jsonRows';
import { parquetRows } from './parquetRows';
import { type ReadOptions, type TableFormat, formatOf } from './readOptions';
import type { RowSource } from './rowBlock';

const readers: Readonly<Record<TableFormat, (file: string, options: ReadOptions) => RowSource>> = {
  csv: delimitedRows,
  json: jsonArrayRows,
  jsonl: jsonRows,
  parquet: parquetRows,
};

/** The rows of a file, whatever its format. @throws ArgumentError if its ending names none */
export function openRows(file: string, options: ReadOptions): RowSource {
  return readers[formatOf(file, options)](file, options);
}
