import type * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../core/errors';
import type { RegressorOptions, SeededOptions } from './classifier';
import { residualNetwork } from './residualNetwork';
import { cnn, denseClassifier, denseRegressor, mcmahan2nn, mcmahanCnn } from './zoo';
import { linearRegression, softmaxRegression } from './zoo';

/**
 * The named models.
 *
 * ```ts
 * const models = fl.models.modelNames.map((name) => fl.makeModel(name, { shape: [28, 28, 1], classes: 10, seed: 1 }));
 * ```
 */
export const modelNames = ['softmax', 'mlp', '2nn', 'cnn', 'mcmahan-cnn', 'resnet'] as const;

/**
 * `softmax`: {@link softmaxRegression}, which starts at zero; `mlp`: one hidden layer of 128 units;
 * `2nn`: {@link mcmahan2nn}; `cnn`: {@link cnn}; `mcmahan-cnn`: {@link mcmahanCnn}; `resnet`:
 * {@link residualNetwork} with one block per stage.
 */
export type ModelName = (typeof modelNames)[number];

/** What every command trains by default, so that a server and its clients agree. */
export const defaultModel: ModelName = 'softmax';

const makers: Readonly<Record<ModelName, (options: SeededOptions) => tf.LayersModel>> = {
  softmax: ({ shape, classes }) => softmaxRegression({ shape, classes }),
  mlp: (options) => denseClassifier({ ...options, hidden: [128] }),
  '2nn': mcmahan2nn,
  cnn,
  'mcmahan-cnn': mcmahanCnn,
  resnet: residualNetwork,
};

/**
 * Makes a model of the zoo by its name: from images of the given shape to logits `[batch, classes]`.
 * Two calls with equal arguments give equal weights.
 *
 * @throws ArgumentError for an unknown name, and for images too small for the model
 */
export function makeModel(name: ModelName, options: SeededOptions): tf.LayersModel {
  if (!modelNames.includes(name)) {
    throw new ArgumentError('model', `be one of ${modelNames.join(', ')}`, name);
  }
  return makers[name](options);
}

/** The models that predict numbers; the others by these names give classes. */
export const regressorNames = ['linear', 'mlp', '2nn'] as const;

/** `linear`: {@link linearRegression}, which starts at zero; `mlp` and `2nn` with the layers of the classifiers. */
export type RegressorName = (typeof regressorNames)[number];

const hiddenUnits: Readonly<Record<RegressorName, readonly number[]>> = {
  linear: [],
  mlp: [128],
  '2nn': [200, 200],
};

/**
 * Makes a model that predicts numbers by its name. Two calls with equal arguments give equal weights.
 *
 * @throws ArgumentError for an unknown name
 */
export function makeRegressor(name: RegressorName, options: RegressorOptions): tf.LayersModel {
  if (!regressorNames.includes(name)) {
    throw new ArgumentError('model', `be one of ${regressorNames.join(', ')}`, name);
  }
  if (name === 'linear') return linearRegression(options);
  return denseRegressor({ ...options, hidden: hiddenUnits[name] });
}
