/** Pure functions from data to Plotly figures. */

export { accuracyDistribution } from './accuracyDistribution';
export type { NamedAccuracies } from './accuracyDistribution';
export { classProbabilities } from './classProbabilities';
export { confusionMatrixFigure } from './confusion';
export { curvePanels } from './curvePanels';
export type { CurvePanel } from './curvePanels';
export { learningCurve, roundCurves } from './curves';
export { describeFigure } from './describe';
export { clientSizes, labelHistograms } from './distributions';
export { federationDiagram } from './federationDiagram';
export type { FederationDiagramOptions } from './federationDiagram';
export type { Figure } from './figure';
export { imageGrid, meanImages, meanPerClass, predictions } from './images';
export { imageRows } from './imageRows';
export type { ImageRow } from './imageRows';
export { messageSequence } from './messageSequence';
export type { MessageSequenceOptions, SequenceStep } from './messageSequence';
export { trainingData } from './named';
export type { NamedPartition } from './namedPartition';
export { partitionSizes } from './partitionSizes';
export { labelDistribution, partitionComparison } from './partitions';
export { runComparison } from './runComparison';
export type { NamedRun, RunComparisonOptions, RunPanel, RunScore } from './runComparison';
export { trafficBars } from './trafficBars';
export type { RoundTraffic } from './trafficBars';
export { weightImages } from './weightImages';
export type { NamedWeights, WeightImagesOptions } from './weightImages';
