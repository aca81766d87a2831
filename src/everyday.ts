/** The names of everyday use that a program in Node.js and a page have alike, from the rooms that they stand in. */

export {
  ArgumentError,
  DataError,
  DivergenceError,
  FederatedError,
  FileError,
} from './core/errors';
export { InterruptedError } from './core/interruption';
export { formatBytes } from './core/formatBytes';
export type { ParameterSpec, TensorSpec } from './core/parameters';
export { Rng } from './core/rng';
export { largestDifference } from './core/vector';

export { concatenate, subset } from './data/datasetParts';
export { labelCounts } from './data/dataset';
export { makeDataset } from './data/makeDataset';
export type { Dataset } from './data/dataset';
export { federate } from './data/federate';
export { clients, heldOut, statistics } from './data/federatedDataset';
export type { ClientDataset, FederatedDataset } from './data/federatedDataset';
export { loadDigits } from './data/loadDigits';
export { byLabels } from './data/partition/byLabels';
export { dirichlet } from './data/partition/dirichlet';
export { byShards, iid, quantitySkew } from './data/partition/partition';
export type { Partition } from './data/partition/partition';
export { loadCifar10 } from './data/sources/cifar10';
export { embeddedDigits } from './data/sources/embedded';
export { loadEmnist, loadFashionMnist, loadMnist } from './data/sources/idxDatasets';
export { loadLeaf } from './data/sources/leaf';
export { rasterizeStrokes, smoothStroke } from './data/strokes';
export type { Point, Stroke } from './data/strokes';

export { useBackend } from './models/backend';
export { GroupNormalization } from './models/groupNormalization';
export { makeModel } from './models/makeModel';
export { residualNetwork } from './models/residualNetwork';
export { loadLayersModel, saveLayersModel } from './models/saveModel';
export { summary } from './models/summary';
export { cnn, denseClassifier, mcmahan2nn, mcmahanCnn, softmaxRegression } from './models/zoo';

export { classChanges } from './metrics/classChanges';
export type { ClassChange } from './metrics/classChanges';
export { confusionMatrix, recall } from './metrics/classification';
export { clientDrift } from './metrics/clientDrift';
export type { ClientDrift } from './metrics/clientDrift';
export { formatPercent, formatPercentSpread } from './metrics/formatPercent';
export { spread } from './metrics/spread';
export type { Spread } from './metrics/spread';

export type { Aggregator } from './aggregation/aggregator';

export type { UpdateTransform } from './updates/updateTransform';

export { compiledTrainer } from './training/compiled/compiledTrainer';
export { exportOnnx } from './training/compiled/exportOnnx';
export { loadOnnxClassifier } from './training/compiled/onnxClassifier';
export { eagerTrainer } from './training/eager/eagerTrainer';
export type { Loss } from './training/eager/loss';
export type { CustomModel, TrainableModel } from './training/eager/model';
export { federatedEvaluation } from './training/federatedEvaluation';
export type { LocalTrainer } from './training/localTrainer';
export { localTrainer } from './training/makeTrainer';
export type { TrainerOptions } from './training/makeTrainer';
export type { TrainingPlan } from './training/plan';
export { predictClasses } from './training/predictClasses';
export { trainLocally } from './training/trainLocally';

export { makeStrategy } from './strategies/catalogue';
export { centralized } from './strategies/centralized';
export { fedAvg } from './strategies/fedAvg';
export { fedAvgM } from './strategies/fedAvgM';
export { fedNova } from './strategies/fedNova';
export { fedAdagrad, fedAdam, fedYogi } from './strategies/fedOpt';
export { fedProx } from './strategies/fedProx';
export { fedSgd } from './strategies/fedSgd';
export { flowerFedAvg } from './strategies/flowerFedAvg';
export type {
  FederatedAlgorithm,
  Participant,
  RoundMetrics,
  ServerState,
} from './strategies/federatedAlgorithm';
export { localOnly } from './strategies/localOnly';
export { mimeLite } from './strategies/mimeLite';
export { qFedAvg } from './strategies/qFedAvg';
export { scaffold } from './strategies/scaffold';
export type { StrategyOptions } from './strategies/strategyOptions';

export { loadCheckpoint, saveCheckpoint } from './simulation/checkpoint';
export { sampleCohort } from './simulation/cohort';
export { keptInMemory } from './simulation/keptInMemory';
export type { RoundRecord } from './simulation/roundRecord';
export { federatedRounds } from './simulation/rounds';
export { runScores } from './simulation/runScores';
export {
  availabilityTrace,
  fixedSampling,
  poissonSampling,
  uniformSampling,
  weightedSampling,
} from './simulation/sampling';
export type { CohortSampler } from './simulation/sampling';

export { TraceError } from './compiler/traceError';
