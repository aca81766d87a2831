/** Tables: read from files, looked at, written; and how their rows become clients. */

export { column } from './column';
export { concatenateTables } from './concatenateTables';
export { applyPreprocessing } from './federated/applyPreprocessing';
export type { PreprocessedRows } from './federated/applyPreprocessing';
export type { CategoryStatistics } from './federated/categorySums';
export { federateTable } from './federated/federateTable';
export type {
  FederatedTable,
  FederateTableOptions,
  TableFederation,
} from './federated/federateTable';
export type { NumberStatistics } from './federated/numberSums';
export { prepareRows } from './federated/prepareRows';
export { preprocessedNames, preprocessingOf } from './federated/preprocessing';
export type {
  OneHotFeature,
  PreprocessedFeature,
  PreprocessedTarget,
  Preprocessing,
  PreprocessingOptions,
  RangedFeature,
  StandardizedFeature,
  TableDataset,
} from './federated/preprocessing';
export { rawNumbers } from './federated/rawNumbers';
export { loadPreprocessing, savePreprocessing } from './federated/savePreprocessing';
export { federatedStatistics } from './federated/statistics';
export type { StatisticsOptions, TableStatistics, VectorSum } from './federated/statistics';
export type { FeatureStatistics, VectorOptions } from './federated/statisticsVectors';
export type { TableTask } from './federated/tableTarget';
export type { ColumnSummary } from './read/columnSummary';
export { inspectTable } from './read/inspectTable';
export type { TableSummary } from './read/inspectTable';
export type { ReadOptions, TableFormat } from './read/readOptions';
export type { BadRow } from './read/readRows';
export { readTable } from './read/readTable';
export type { ReadReport, ReadTable } from './read/readTable';
export { checkSchema, schemaOf } from './schema';
export type { TableSchema } from './schema';
export { selectColumns } from './selectColumns';
export { selectRows } from './selectRows';
export type { CategoryColumn, Column, NumberColumn, Table } from './table';
export { tableOf } from './tableOf';
export type { TableValue } from './tableOf';
export { writeTable } from './writeTable';
