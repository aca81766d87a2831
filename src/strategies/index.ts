/** Federated algorithms, and the catalogues that make them from names. */

export { aggregators, makeAggregator } from './aggregators';
export {
  makeStrategy,
  parseStrategyName,
  strategies as catalogue,
  strategyNames,
} from './catalogue';
export type { MakeStrategyOptions, StrategyEntry, StrategyName } from './catalogue';
export { centralized } from './centralized';
export { fedAvg } from './fedAvg';
export type { FedAvgOptions } from './fedAvg';
export { fedAvgM } from './fedAvgM';
export type { FedAvgMOptions } from './fedAvgM';
export { fedNova } from './fedNova';
export type { FedNovaOptions } from './fedNova';
export { fedAdagrad, fedAdam, fedYogi } from './fedOpt';
export type { FedOptOptions } from './fedOpt';
export { fedProx } from './fedProx';
export type { FedProxOptions } from './fedProx';
export { fedSgd } from './fedSgd';
export type { FedSgdOptions } from './fedSgd';
export { flowerFedAvg } from './flowerFedAvg';
export type {
  FederatedAlgorithm,
  Participant,
  RoundMetrics,
  ServerState,
} from './federatedAlgorithm';
export { localOnly } from './localOnly';
export { mimeLite } from './mimeLite';
export type { MimeLiteOptions } from './mimeLite';
export { qFedAvg } from './qFedAvg';
export type { QFedAvgOptions } from './qFedAvg';
export { scaffold } from './scaffold';
export type { ScaffoldOptions } from './scaffold';
export type { ServerStepOptions } from './serverStep';
export type { StrategyOptions } from './strategyOptions';
export { makeTransforms, transforms } from './transforms';
