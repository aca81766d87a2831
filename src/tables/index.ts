/** Tables: read from files, looked at, written. */

export { column } from './column';
export { concatenateTables } from './concatenateTables';
export type { ColumnSummary } from './read/columnSummary';
export { inspectTable } from './read/inspectTable';
export type { TableSummary } from './read/inspectTable';
export type { BadRow } from './read/readRows';
export type { ReadOptions, TableFormat } from './read/readOptions';
export { readTable } from './read/readTable';
export type { ReadReport, ReadTable } from './read/readTable';
export { checkSchema, schemaOf } from './schema';
export type { TableSchema } from './schema';
export { selectRows } from './selectRows';
export type { CategoryColumn, Column, NumberColumn, Table } from './table';
export { tableOf } from './tableOf';
export type { TableValue } from './tableOf';
export { writeTable } from './writeTable';
