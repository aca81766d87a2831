/** How the server turns updates into one, and what it does with the result. */

export type { Accumulator, AggregationRound, Aggregator } from './aggregator';
export { coordinateMedian } from './coordinateMedian';
export { mean } from './mean';
export type { MeanOptions } from './mean';
export { serverAdaptive, serverMomentum, serverSgd } from './serverOptimizer';
export type { AdaptiveOptions, ServerOptimizer } from './serverOptimizer';
export { WeightedMean, weightedMean } from './weightedMean';
