/** Measures of models, of clients and of partitions. */

export { auc, classAuc, macroAuc } from './auc';
export { classChanges } from './classChanges';
export type { ClassChange } from './classChanges';
export {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  f1,
  precision,
  recall,
} from './classification';
export type { ConfusionMatrix } from './classification';
export { clientDrift } from './clientDrift';
export type { ClientDrift } from './clientDrift';
export { clientScores } from './clientScores';
export type { ClientScores } from './clientScores';
export { jensenShannon, totalVariation } from './distribution';
export { clientAccuracy } from './fairness';
export type { ClientAccuracy } from './fairness';
export { formatPercent, formatPercentSpread } from './formatPercent';
export { gini } from './gini';
export { partitionStatistics } from './partitionStatistics';
export type { ClientDistances, PartitionStatistics } from './partitionStatistics';
export { regressionScores } from './regression';
export type { RegressionErrors, RegressionScores } from './regression';
export { rocCurve } from './roc';
export type { RocCurve } from './roc';
export { singularValues } from './singularValues';
export { spread } from './spread';
export type { Spread } from './spread';
export { updateAlignment } from './updateAlignment';
export type { UpdateAlignment } from './updateAlignment';
