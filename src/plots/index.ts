/** Pure functions from data to Plotly figures. */

export { accuracyDistribution } from './bars/accuracyDistribution';
export type { NamedAccuracies } from './bars/accuracyDistribution';
export { classProbabilities } from './images/classProbabilities';
export { confusionMatrixFigure } from './matrices/confusion';
export { curvePanels } from './curves/curvePanels';
export type { CurvePanel } from './curves/curvePanels';
export { learningCurve, roundCurves } from './curves/curves';
export { describeFigure } from './descriptions/describe';
export { clientSizes, labelHistograms } from './partitions/distributions';
export { federationDiagram } from './diagrams/federationDiagram';
export type { FederationDiagramOptions } from './diagrams/federationDiagram';
export type { Figure } from './frame/figure';
export { imageGrid, meanImages, meanPerClass, predictions } from './images/images';
export { imageRows } from './images/imageRows';
export type { ImageRow } from './images/imageRows';
export { messageSequence } from './diagrams/messageSequence';
export type { MessageSequenceOptions, SequenceStep } from './diagrams/messageSequence';
export { trainingData } from './images/named';
export type { NamedPartition } from './partitions/namedPartition';
export { partitionSizes } from './partitions/partitionSizes';
export { labelDistribution, partitionComparison } from './partitions/partitions';
export { runComparison } from './curves/runComparison';
export type { NamedRun, RunComparisonOptions, RunPanel, RunScore } from './curves/runComparison';
export { trafficBars } from './bars/trafficBars';
export type { RoundTraffic } from './bars/trafficBars';
export { weightImages } from './images/weightImages';
export type { NamedWeights, WeightImagesOptions } from './images/weightImages';
