/** tfjs backends, the model zoo, and models as files. */

export { backendNames, useBackend } from './backend';
export type { Backend, BackendName } from './backend';
export type { ClassifierOptions, RegressorOptions, SeededOptions } from './classifier';
export { GroupNormalization } from './groupNormalization';
export type { GroupNormalizationOptions } from './groupNormalization';
export { makeModel, modelNames } from './makeModel';
export type { ModelName } from './makeModel';
export { getParameters, setParameters, specOf } from './parameters';
export { residualNetwork } from './residualNetwork';
export { loadLayersModel, saveLayersModel } from './saveModel';
export { summary } from './summary';
export {
  cnn,
  denseClassifier,
  denseRegressor,
  linearRegression,
  mcmahan2nn,
  mcmahanCnn,
  softmaxRegression,
} from './zoo';
