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
export { fromArrays, ModelArraysError, toArrays } from './core/namedArrays';
export { readNpz, writeNpz } from './core/npz';
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
export { EventWriter, openRuns } from './tensorboard/eventFile';
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
export { compiledTrainer } from './training/compiled/compiledTrainer';
export type { CompiledTrainerOptions } from './training/compiled/compiledTrainer';
export {
  binaryCrossEntropy,
  crossEntropy,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from './training/eager/loss';
export type { Loss } from './training/eager/loss';
export type { CustomModel, TrainableModel } from './training/eager/model';
export { eagerTrainer } from './training/eager/eagerTrainer';
export { exportOnnx, onnxModel } from './training/compiled/exportOnnx';
export { federatedEvaluation } from './training/federatedEvaluation';
export type { Evaluation } from './training/federatedEvaluation';
export type { LocalResult, LocalTrainer, TrainingTask } from './training/localTrainer';
export { localTrainer } from './training/makeTrainer';
export type { TrainerOptions } from './training/makeTrainer';
export { accuracy, meanLoss, sumMetrics } from './training/metrics';
export type { Metrics } from './training/metrics';
export type { ClientOptimizer, TrainingPlan } from './training/plan';
export { loadOnnxClassifier } from './training/compiled/onnxClassifier';
export type { OnnxClassifier } from './training/compiled/onnxClassifier';
export { predictClasses } from './training/predictClasses';
export { trainingGraph } from './training/compiled/trainingGraph';
export type { TrainingGraph, TrainingGraphOptions } from './training/compiled/trainingGraph';
export { trainLocally } from './training/trainLocally';

export { makeStrategy, parseStrategyName, strategies, strategyNames } from './strategies/catalogue';
export type { MakeStrategyOptions, StrategyEntry, StrategyName } from './strategies/catalogue';
export { centralized } from './strategies/centralized';
export type { StrategyOptions } from './strategies/strategyOptions';
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

export { NodeRefusedError } from './flower/node/admission';
export { clientApp } from './flower/app/clientApp';
export type {
  AppContext,
  AppFunction,
  AppFunctions,
  AppReply,
  AppRequest,
  ClientApp,
} from './flower/app/clientApp';
export { describeObject, objectTable } from './flower/tap/describeObject';
export type { ObjectRow } from './flower/tap/describeObject';
export { flowerFedAvg } from './strategies/flowerFedAvg';
export { localClient, localFederation } from './flower/client/localData';
export type { LocalDataOptions } from './flower/client/localData';
export { modelClientApp } from './flower/app/modelClientApp';
export type { ModelClientAppOptions } from './flower/app/modelClientApp';
export { lineLog } from './flower/node/log';
export type { NodeEvent, NodeLog } from './flower/node/log';
export { runSuperNode } from './flower/node/superNode';
export type { SuperNodeOptions } from './flower/node/superNode';
export { wireSteps } from './flower/tap/wireSteps';
export type { WireStep } from './flower/tap/wireSteps';
export { wireTap } from './flower/tap/wireTap';
export type { AppCall, WireCall, WireMessage, WireTap } from './flower/tap/wireTap';
export { wireTraffic } from './flower/tap/wireTraffic';
export type { WirePurpose, WireTraffic } from './flower/tap/wireTraffic';
export { makeCertificates } from './flower/launch/certificates';
export type { CertificateOptions, Certificates } from './flower/launch/certificates';
export { ensureFlower } from './flower/launch/ensureFlower';
export type { EnsureFlowerOptions } from './flower/launch/ensureFlower';
export { roundsFolder, runFederation } from './flower/launch/federation';
export type { FederationOptions, SuperNodeCommand } from './flower/launch/federation';
export { clientNodes, roundParameters, roundReplies } from './flower/launch/federationResults';
export type { ClientReply } from './flower/launch/federationResults';
export type { FederationRound } from './flower/launch/federationRound';
export type { FlowerInstallation } from './flower/launch/flowerInstallation';
export { registerNode } from './flower/launch/flowerRun';
export type { InProcessClient } from './flower/launch/inProcessNode';
export { ProcessGroup } from './flower/launch/processGroup';
export { roundAccuracy, roundScores } from './flower/launch/roundLine';
export type { ServerAppSettings } from './flower/server/settings';
export { startSuperLink } from './flower/launch/superLink';
export type { StartSuperLinkOptions, SuperLink } from './flower/launch/superLink';
export { typeScriptClients } from './flower/launch/typeScriptClients';
export type { TypeScriptClients } from './flower/launch/typeScriptClients';
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
export { float32Array } from './flower/wire/objects/ndArray';
export type { Dtype, NdArray } from './flower/wire/objects/ndArray';
export { readNpy } from './flower/wire/objects/npyArray';
export type { ParsedObject } from './flower/wire/objects/objects';
export { arrayRecord, configRecord, metricRecord } from './flower/wire/objects/records';
export type { FlowerRecord, Records } from './flower/wire/objects/records';
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
