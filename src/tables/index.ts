/** Tables: what a spreadsheet or a database has, and how its rows become clients. */

export { column, selectColumns, selectRows } from './columns';
export { applyPreprocessing } from './federated/applyPreprocessing';
export type { PreprocessedRows } from './federated/applyPreprocessing';
export type { CategoryStatistics } from './federated/categorySums';
export { federateTable } from './federated/federateTable';
export type { FederatedTable, FederateTableOptions, TableClient } from './federated/federateTable';
export type { NumberStatistics } from './federated/numberSums';
export { prepareRows } from './federated/prepareRows';
export type { TableDataset } from './federated/prepareRows';
export { preprocessedNames, preprocessingOf } from './federated/preprocessing';
export type {
  OneHotFeature,
  PreprocessedFeature,
  PreprocessedTarget,
  Preprocessing,
  PreprocessingOptions,
  RangedFeature,
  StandardizedFeature,
} from './federated/preprocessing';
export { rawNumbers } from './federated/rawNumbers';
export { loadPreprocessing, savePreprocessing } from './federated/savePreprocessing';
export { federatedStatistics } from './federated/statistics';
export type {
  FeatureStatistics,
  StatisticsOptions,
  TableStatistics,
  VectorSum,
} from './federated/statistics';
export type { TableTask } from './federated/tableTarget';
export type { CategoryColumn, Column, NumberColumn, Table } from './table';
