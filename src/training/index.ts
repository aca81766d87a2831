/** Training on one client: both engines, batches, losses, evaluation, ONNX. */

export { batchIndices, makeBatch } from './batches';
export type { Batch } from './batches';
export { compiledTrainer } from './compiled/compiledTrainer';
export type { CompiledTrainerOptions } from './compiled/compiledTrainer';
export { exportOnnx, onnxModel } from './compiled/exportOnnx';
export { loadOnnxClassifier } from './compiled/onnxClassifier';
export type { OnnxClassifier } from './compiled/onnxClassifier';
export { trainingGraph } from './compiled/trainingGraph';
export type { TrainingGraph, TrainingGraphOptions } from './compiled/trainingGraph';
export { eagerTrainer } from './eager/eagerTrainer';
export {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from './eager/loss';
export type { Loss } from './eager/loss';
export type { CustomModel, TrainableModel } from './eager/model';
export { federatedEvaluation } from './federatedEvaluation';
export type { Evaluation } from './federatedEvaluation';
export type { LocalResult, LocalTrainer, TrainingTask } from './localTrainer';
export { localTrainer } from './makeTrainer';
export type { TrainerOptions } from './makeTrainer';
export { accuracy, meanLoss, regressionErrors, sumMetrics } from './metrics';
export type { ErrorSums, Metrics } from './metrics';
export type { ClientOptimizer, ExamplePrivacy, TrainingPlan } from './plan';
export { predictClasses } from './predictClasses';
export { trainLocally } from './trainLocally';
