/** Measures of models, of clients and of partitions. */

export { classChanges } from './classChanges';
export type { ClassChange } from './classChanges';
export { confusionMatrix, recall } from './classification';
export type { ConfusionMatrix } from './classification';
export { clientDrift } from './clientDrift';
export type { ClientDrift } from './clientDrift';
export { jensenShannon, totalVariation } from './distribution';
export { clientAccuracy } from './fairness';
export type { ClientAccuracy } from './fairness';
export { formatPercent, formatPercentSpread } from './formatPercent';
export { gini } from './gini';
export { partitionStatistics } from './partitionStatistics';
export type { ClientDistances, PartitionStatistics } from './partitionStatistics';
export { singularValues } from './singularValues';
export { spread } from './spread';
export type { Spread } from './spread';
export { updateAlignment } from './updateAlignment';
export type { UpdateAlignment } from './updateAlignment';
