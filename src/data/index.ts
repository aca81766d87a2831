/** Data sets, clients, partitions, and pictures of digits. */

export { concatenate, subset } from './datasetParts';
export { imageAt, labelCounts } from './dataset';
export { makeDataset, makeExamples } from './makeDataset';
export type {
  ClassTargets,
  AnyDataset,
  ImageFeatures,
  ImageShape,
  LabeledExamples,
  Dataset,
  NumberFeatures,
  NumberTargets,
} from './dataset';
export { federate } from './federate';
export type { FederateOptions } from './federate';
export { clients, heldOut, statistics } from './federatedDataset';
export type { ClientDataset, FederatedDataset, FederatedStatistics } from './federatedDataset';
export { readArrays } from './files/arrays';
export type { ArrayOptions, Arrays, ArraySource } from './files/arrays';
export type { FederatedPictures, FederatedPicturesOptions } from './files/federatePictures';
export { readImageFolder } from './files/imageFolder';
export type { ImageFolderOptions, ImageRow } from './files/imageFolder';
export type { DroppedFile } from './files/labeledPictures';
export { readParquetImages } from './files/parquetImages';
export type { ParquetImageOptions } from './files/parquetImages';
export { dataFolder } from './folder';
export { digitSources, loadDigits } from './loadDigits';
export type { DigitOptions, DigitSource } from './loadDigits';
export { byLabels } from './partition/byLabels';
export { dirichlet, dirichletSizes } from './partition/dirichlet';
export type { DirichletOptions } from './partition/dirichlet';
export { clientLabels, partitionLabels } from './partition/labelTable';
export type { LabeledClients, LabelTable } from './partition/labelTable';
export { noisyClients } from './partition/noisyClients';
export type { NoisyClients } from './partition/noisyClients';
export { byShards, iid, quantitySkew } from './partition/partition';
export type { Partition } from './partition/partition';
export { quantileBins } from './partition/quantileBins';
export { rotatedClients } from './partition/rotatedClients';
export type { RotatedClients } from './partition/rotatedClients';
export { simulatedWriters } from './partition/simulatedWriters';
export type { PictureOptions } from './pictures/pictureOptions';
export { encodePng, mosaic, pngSize } from './png';
export { withPolarity } from './polarity';
export type { Polarity } from './polarity';
export { loadCifar10 } from './sources/cifar10';
export { embeddedDigits, embeddedDigitsByWriter } from './sources/embedded';
export { loadFedjaxEmnist } from './sources/fedjaxSqlite';
export { readIdx, readIdxImages, readIdxLabels } from './sources/idx';
export { loadEmnist, loadFashionMnist, loadMnist, loadQmnist } from './sources/idxDatasets';
export type { TrainAndTest } from './sources/idxDatasets';
export { loadLeaf } from './sources/leaf';
export { mnistPackage } from './sources/mnistPackage';
export { mnistPackageSplit } from './sources/mnistPackageSplit';
export type { MnistPackageSplit } from './sources/mnistPackageSplit';
export { mnistByWriter } from './sources/qmnist';
export { loadTffEmnist } from './sources/tffSqlite';
export { rasterizeStrokes, smoothStroke } from './strokes';
export type { Point, Stroke } from './strokes';
