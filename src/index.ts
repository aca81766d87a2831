/** The public names of `federated`: what notebooks and scripts import. */

export {
  ArgumentError,
  DataError,
  DivergenceError,
  DownloadError,
  FederatedError,
  FileError,
} from './core/errors';
export { writeFileAtomic } from './core/files';
export { formatBytes } from './core/formatBytes';
export { parameterArrays, parametersOf, readNpz, writeNpz } from './core/npz';
export type { NpyArray, NpyData } from './core/npy';
export { flatten, parameterSpec, unflatten } from './core/parameters';
export type { ParameterSpec, TensorSpec } from './core/parameters';
export { Rng } from './core/rng';
export { largestDifference } from './core/vector';

export { loadCifar10 } from './data/sources/cifar10';
export { concatenate, imageAt, labelCounts, makeDataset, subset } from './data/dataset';
export type { Dataset, ImageShape } from './data/dataset';
export { byLabels } from './data/partition/byLabels';
export { dirichlet, dirichletSizes } from './data/partition/dirichlet';
export type { DirichletOptions } from './data/partition/dirichlet';
export { embeddedDigits, embeddedDigitsByWriter } from './data/sources/embedded';
export { federate } from './data/federate';
export type { FederateOptions } from './data/federate';
export { clients, heldOut, statistics } from './data/federatedDataset';
export type { ClientDataset, FederatedDataset, FederatedStatistics } from './data/federatedDataset';
export { loadFedjaxEmnist } from './data/sources/fedjaxSqlite';
export { dataFolder } from './data/folder';
export { readIdx, readIdxImages, readIdxLabels } from './data/sources/idx';
export { loadEmnist, loadFashionMnist, loadMnist, loadQmnist } from './data/sources/idxDatasets';
export type { TrainAndTest } from './data/sources/idxDatasets';
export { loadLeaf } from './data/sources/leaf';
export { digitSources, loadDigits } from './data/loadDigits';
export type { DigitOptions, DigitSource } from './data/loadDigits';
export { withPolarity } from './data/polarity';
export type { Polarity } from './data/polarity';
export { mnistPackage } from './data/sources/mnistPackage';
export { mnistPackageSplit } from './data/sources/mnistPackageSplit';
export type { MnistPackageSplit } from './data/sources/mnistPackageSplit';
export { byShards, iid, quantitySkew } from './data/partition/partition';
export type { Partition } from './data/partition/partition';
export { encodePng, mosaic, pngSize } from './data/png';
export { mnistByWriter } from './data/sources/qmnist';
export { clientLabels, partitionLabels } from './data/partition/labelTable';
export type { LabelTable } from './data/partition/labelTable';
export { noisyClients } from './data/partition/noisyClients';
export type { NoisyClients } from './data/partition/noisyClients';
export { rotatedClients } from './data/partition/rotatedClients';
export type { RotatedClients } from './data/partition/rotatedClients';
export { simulatedWriters } from './data/partition/simulatedWriters';
export { rasterizeStrokes, smoothStroke } from './data/strokes';
export type { Point, Stroke } from './data/strokes';
export { loadTffEmnist } from './data/sources/tffSqlite';

export { confusionMatrix, recall } from './metrics/classification';
export type { ConfusionMatrix } from './metrics/classification';
export { clientDrift } from './metrics/clientDrift';
export type { ClientDrift } from './metrics/clientDrift';
export { jensenShannon, totalVariation } from './metrics/distribution';
export { EventWriter, openRuns } from './metrics/eventFile';
export { classChanges } from './metrics/classChanges';
export type { ClassChange } from './metrics/classChanges';
export { clientAccuracy } from './metrics/fairness';
export type { ClientAccuracy } from './metrics/fairness';
export { formatPercent, formatPercentSpread } from './metrics/formatPercent';
export { gini } from './metrics/gini';
export { partitionStatistics } from './metrics/partitionStatistics';
export type { ClientDistances, PartitionStatistics } from './metrics/partitionStatistics';
export { spread } from './metrics/spread';
export type { Spread } from './metrics/spread';

export { TraceError } from './compiler/traceError';

export { backendNames, useBackend } from './models/backend';
export type { Backend, BackendName } from './models/backend';
export { getParameters, setParameters, specOf } from './models/parameters';
export { loadLayersModel, saveLayersModel } from './models/saveModel';
export type { ClassifierOptions, SeededOptions } from './models/classifier';
export { GroupNormalization } from './models/groupNormalization';
export type { GroupNormalizationOptions } from './models/groupNormalization';
export { makeModel, modelNames } from './models/makeModel';
export type { ModelName } from './models/makeModel';
export { residualNetwork } from './models/residualNetwork';
export { summary } from './models/summary';
export { cnn, denseClassifier, mcmahan2nn, mcmahanCnn, softmaxRegression } from './models/zoo';

export { serverAdaptive, serverMomentum, serverSgd } from './aggregation/serverOptimizer';
export type { AdaptiveOptions, ServerOptimizer } from './aggregation/serverOptimizer';
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
export { loadOnnxClassifier } from './training/onnxClassifier';
export type { OnnxClassifier } from './training/onnxClassifier';
export { predictClasses } from './training/predictClasses';
export { trainingGraph } from './training/trainingGraph';
export type { TrainingGraph, TrainingGraphOptions } from './training/trainingGraph';
export { trainLocally } from './training/trainLocally';

export { makeStrategy, parseStrategyName, strategies, strategyNames } from './strategies/catalogue';
export type { MakeStrategyOptions, StrategyEntry, StrategyName } from './strategies/catalogue';
export { centralized } from './strategies/centralized';
export type { StrategyOptions } from './strategies/clientRound';
export { fedAvg } from './strategies/fedAvg';
export type { FedAvgOptions } from './strategies/fedAvg';
export { fedAvgM } from './strategies/fedAvgM';
export type { FedAvgMOptions } from './strategies/fedAvgM';
export { fedNova } from './strategies/fedNova';
export type { FedNovaOptions } from './strategies/fedNova';
export { fedAdagrad, fedAdam, fedYogi } from './strategies/fedOpt';
export type { FedOptOptions } from './strategies/fedOpt';
export { fedProx } from './strategies/fedProx';
export type { FedProxOptions } from './strategies/fedProx';
export { fedSgd } from './strategies/fedSgd';
export type { FedSgdOptions } from './strategies/fedSgd';
export type {
  LearningProcess,
  Participant,
  RoundMetrics,
  ServerState,
} from './strategies/learningProcess';
export { localOnly } from './strategies/localOnly';
export { mimeLite } from './strategies/mimeLite';
export type { MimeLiteOptions } from './strategies/mimeLite';
export { qFedAvg } from './strategies/qFedAvg';
export type { QFedAvgOptions } from './strategies/qFedAvg';
export type { ServerStepOptions } from './strategies/serverStep';
export { scaffold } from './strategies/scaffold';
export type { ScaffoldOptions } from './strategies/scaffold';

export { loadCheckpoint, saveCheckpoint } from './simulation/checkpoint';
export type { Checkpoint } from './simulation/checkpoint';
export { sampleCohort } from './simulation/cohort';
export { keptInMemory } from './simulation/keptInMemory';
export type { ParticipationOptions, Stragglers } from './simulation/participation';
export type { RoundRecord } from './simulation/roundRecord';
export { federatedRounds } from './simulation/rounds';
export type { FederatedRoundsOptions, RoundOutcome } from './simulation/rounds';
export { runScores } from './simulation/runScores';
export type { RunScores } from './simulation/runScores';
export {
  availabilityTrace,
  fixedSampling,
  uniformSampling,
  weightedSampling,
} from './simulation/sampling';
export type { AvailabilityOptions, AvailabilityTrace, CohortSampler } from './simulation/sampling';

export { accuracyDistribution } from './plots/accuracyDistribution';
export type { NamedAccuracies } from './plots/accuracyDistribution';
export { classProbabilities } from './plots/classProbabilities';
export { confusionMatrixFigure } from './plots/confusion';
export { learningCurve, roundCurves } from './plots/curves';
export { clientSizes, labelHistograms } from './plots/distributions';
export { federationDiagram } from './plots/federationDiagram';
export type { FederationDiagramOptions } from './plots/federationDiagram';
export type { Figure } from './plots/figure';
export { imageGrid, meanImages, meanPerClass, predictions } from './plots/images';
export { messageSequence } from './plots/messageSequence';
export type { MessageSequenceOptions, SequenceStep } from './plots/messageSequence';
export { trainingData } from './plots/named';
export type { NamedPartition } from './plots/namedPartition';
export { labelDistribution, partitionComparison } from './plots/partitions';
export { partitionSizes } from './plots/partitionSizes';
export { trafficBars } from './plots/trafficBars';
export type { RoundTraffic } from './plots/trafficBars';
export { weightImages } from './plots/weightImages';
export type { NamedWeights, WeightImagesOptions } from './plots/weightImages';
export { runComparison } from './plots/runComparison';
export type { NamedRun, RunComparisonOptions, RunPanel, RunScore } from './plots/runComparison';

export { NodeRefusedError } from './flower/admission';
export { clientApp } from './flower/clientApp';
export type {
  AppContext,
  AppFunction,
  AppFunctions,
  AppReply,
  AppRequest,
  ClientApp,
} from './flower/clientApp';
export { describeObject, objectTable } from './flower/describeObject';
export type { ObjectRow } from './flower/describeObject';
export { flowerFedAvg } from './flower/flowerFedAvg';
export { localClient, localFederation } from './flower/localData';
export type { LocalDataOptions } from './flower/localData';
export { arraysOfParameters, ModelArraysError, parametersOfArrays } from './flower/modelArrays';
export { modelClientApp } from './flower/modelClientApp';
export type { ModelClientAppOptions } from './flower/modelClientApp';
export { lineLog } from './flower/nodeLog';
export type { NodeEvent, NodeLog } from './flower/nodeLog';
export { runSuperNode } from './flower/superNode';
export type { SuperNodeOptions } from './flower/superNode';
export { wireSteps } from './flower/wireSteps';
export type { WireStep } from './flower/wireSteps';
export { wireTap } from './flower/wireTap';
export type { AppCall, WireCall, WireMessage, WireTap } from './flower/wireTap';
export { wireTraffic } from './flower/wireTraffic';
export type { WirePurpose, WireTraffic } from './flower/wireTraffic';
export { makeCertificates } from './flower/server/certificates';
export type { CertificateOptions, Certificates } from './flower/server/certificates';
export { ensureFlower } from './flower/server/ensureFlower';
export type { EnsureFlowerOptions } from './flower/server/ensureFlower';
export { roundsFolder, runFederation } from './flower/server/federation';
export type { FederationOptions, SuperNodeCommand } from './flower/server/federation';
export { clientNodes, roundParameters, roundReplies } from './flower/server/federationResults';
export type { ClientReply } from './flower/server/federationResults';
export type { FederationRound } from './flower/server/federationRound';
export type { FlowerInstallation } from './flower/server/flowerInstallation';
export { registerNode } from './flower/server/flowerRun';
export type { InProcessClient } from './flower/server/inProcessNode';
export { ProcessGroup } from './flower/server/processGroup';
export { roundAccuracy, roundScores } from './flower/server/roundLine';
export type { ServerAppSettings } from './flower/server/settings';
export { startSuperLink } from './flower/server/superLink';
export type { StartSuperLinkOptions, SuperLink } from './flower/server/superLink';
export { typeScriptClients } from './flower/server/typeScriptClients';
export type { TypeScriptClients } from './flower/server/typeScriptClients';
export { writeServerApp } from './flower/server/writeServerApp';
export type { FederationModel } from './flower/server/writeServerApp';
export { zooModel } from './flower/server/zooModel';
export { flowerDescriptors, readDescriptors, writeDescriptors } from './flower/wire/descriptors';
export type { FlowerDescriptors } from './flower/wire/descriptors';
export {
  FlowerConnectionError,
  FlowerError,
  FlowerHttpError,
  FlowerTlsError,
  FlowerVersionError,
} from './flower/wire/errors';
export { createIdentity } from './flower/wire/identity';
export type { NodeIdentity } from './flower/wire/identity';
export { keepIdentity, loadIdentity } from './flower/wire/identityFile';
export { float32Array } from './flower/wire/ndArray';
export type { Dtype, NdArray } from './flower/wire/ndArray';
export { readNpy } from './flower/wire/npyArray';
export type { ParsedObject } from './flower/wire/objects';
export { arrayRecord, configRecord, metricRecord } from './flower/wire/records';
export type { FlowerRecord, Records } from './flower/wire/records';
export { loadFlowerSchema } from './flower/wire/schema';
export type { FlowerSchema } from './flower/wire/schema';
export { FleetTransport } from './flower/wire/transport';
export type { TransportOptions } from './flower/wire/transportOptions';

export { showClaim } from './notebook/claim';
export { compareRuns, overRuns } from './notebook/compareRuns';
export type { CompareOptions, Experiment, RunGroup } from './notebook/compareRuns';
export { groupScores, leads } from './notebook/groupScores';
export { learn } from './notebook/learn';
export type { LearnOptions, Run } from './notebook/learn';
export { liveFigure } from './notebook/live';
export { liveRounds } from './notebook/liveRounds';
export type { LiveRoundsOptions } from './notebook/liveRounds';
export { optionalPart } from './notebook/optionalPart';
export type { OptionalPart } from './notebook/optionalPart';
export { pivot } from './notebook/pivot';
export { progressLine } from './notebook/progress';
export { show, showMarkdown, showTable } from './notebook/show';
export { renderSvg, saveSvg } from './notebook/staticFigure';
