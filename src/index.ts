/** The public names of `federated`: what notebooks and scripts import. */

export { ArgumentError, DataError, DownloadError, FederatedError } from './core/errors';
export { writeFileAtomic } from './core/files';
export { flatten, parameterSpec, unflatten } from './core/parameters';
export type { ParameterSpec, TensorSpec } from './core/parameters';
export { Rng } from './core/rng';

export { loadCifar10 } from './data/sources/cifar10';
export { concatenate, imageAt, labelCounts, makeDataset, subset } from './data/dataset';
export type { Dataset, ImageShape } from './data/dataset';
export { dirichlet } from './data/partition/dirichlet';
export { embeddedDigits, embeddedDigitsByWriter } from './data/sources/embedded';
export { federate } from './data/federate';
export type { FederateOptions } from './data/federate';
export { clients, statistics } from './data/federatedDataset';
export type { ClientDataset, FederatedDataset, FederatedStatistics } from './data/federatedDataset';
export { loadFedjaxEmnist } from './data/sources/fedjaxSqlite';
export { dataFolder } from './data/folder';
export { readIdx, readIdxImages, readIdxLabels } from './data/sources/idx';
export { loadEmnist, loadFashionMnist, loadMnist, loadQmnist } from './data/sources/idxDatasets';
export type { TrainAndTest } from './data/sources/idxDatasets';
export { loadLeaf } from './data/sources/leaf';
export { digitSources, loadDigits } from './data/loadDigits';
export type { DigitSource } from './data/loadDigits';
export { mnistPackage } from './data/sources/mnistPackage';
export { byShards, iid, quantitySkew } from './data/partition/partition';
export type { Partition } from './data/partition/partition';
export { encodePng, mosaic, pngSize } from './data/png';
export { mnistByWriter } from './data/sources/qmnist';
export { simulatedWriters } from './data/partition/simulatedWriters';
export { loadTffEmnist } from './data/sources/tffSqlite';

export { confusionMatrix, recall } from './metrics/classification';
export type { ConfusionMatrix } from './metrics/classification';
export { EventWriter, openRuns } from './metrics/eventFile';

export { TraceError } from './compiler/traceError';

export { backendNames, useBackend } from './models/backend';
export type { Backend, BackendName } from './models/backend';
export { getParameters, setParameters, specOf } from './models/parameters';
export { loadLayersModel, saveLayersModel } from './models/saveModel';
export { denseClassifier, softmaxRegression } from './models/zoo';

export { WeightedMean, weightedMean } from './aggregation/weightedMean';

export { batchIndices, makeBatch } from './training/batches';
export type { Batch } from './training/batches';
export { compiledTrainer } from './training/compiledTrainer';
export type { CompiledTrainerOptions } from './training/compiledTrainer';
export {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from './training/eagerLoss';
export type { Loss } from './training/eagerLoss';
export type { CustomModel, TrainableModel } from './training/eagerModel';
export { eagerTrainer } from './training/eagerTrainer';
export { exportOnnx, onnxModel } from './training/exportOnnx';
export { federatedEvaluation } from './training/federatedEvaluation';
export type { Evaluation } from './training/federatedEvaluation';
export type { LocalResult, LocalTrainer, TrainingTask } from './training/localTrainer';
export { localTrainer } from './training/makeTrainer';
export type { TrainerOptions } from './training/makeTrainer';
export { accuracy, meanLoss, sumMetrics } from './training/metrics';
export type { Metrics } from './training/metrics';
export type { ClientOptimizer, TrainingPlan } from './training/plan';
export { predictClasses } from './training/predictClasses';
export { trainLocally } from './training/trainLocally';

export { fedAvg } from './strategies/fedAvg';
export type { FedAvgOptions } from './strategies/fedAvg';
export type { LearningProcess, RoundMetrics, ServerState } from './strategies/learningProcess';

export { sampleCohort } from './simulation/cohort';

export { confusionMatrixFigure } from './plots/confusion';
export { learningCurve, roundCurves } from './plots/curves';
export { clientSizes, labelHistograms } from './plots/distributions';
export type { Figure } from './plots/figure';
export { imageGrid, meanImages, predictions } from './plots/images';
export { trainingData } from './plots/named';

export { liveFigure } from './notebook/live';
export { progressLine } from './notebook/progress';
export { show, showMarkdown, showTable } from './notebook/show';
export { renderSvg, saveSvg } from './notebook/staticFigure';
