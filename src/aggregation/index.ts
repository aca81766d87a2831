/** How the server turns updates into one, and what it does with the result. */

export type { Accumulator, AggregationReport, AggregationRound, Aggregator } from './aggregator';
export { bulyan } from './bulyan';
export type { BulyanOptions } from './bulyan';
export { centeredClipping } from './centeredClipping';
export type { CenteredClippingOptions } from './centeredClipping';
export { coordinateMedian } from './coordinateMedian';
export { flTrust } from './flTrust';
export { geometricMedian } from './geometricMedian';
export type { GeometricMedianOptions } from './geometricMedian';
export type { KeptVectorsOptions } from './keptVectors';
export { krum, multiKrum } from './krum';
export type { KrumOptions, MultiKrumOptions } from './krum';
export { mean } from './mean';
export type { MeanOptions } from './mean';
export { normBound } from './normBound';
export { normZeroing } from './normZeroing';
export type { NormZeroingOptions } from './normZeroing';
export { serverAdaptive, serverMomentum, serverSgd } from './serverOptimizer';
export type { AdaptiveOptions, ServerOptimizer } from './serverOptimizer';
export { trimmedMean } from './trimmedMean';
export type { TrimmedMeanOptions } from './trimmedMean';
export { WeightedMean, weightedMean } from './weightedMean';
