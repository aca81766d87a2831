import type * as tf from '@tensorflow/tfjs';
import { ArgumentError } from '../../core/errors';
import { makeModel } from '../../models/makeModel';
import type { ModelName } from '../../models/makeModel';
import { denseRegressor } from '../../models/zoo';
import { preprocessedNames } from '../../tables/federated/preprocessing';
import type { Preprocessing } from '../../tables/federated/preprocessing';

/** Units of the hidden layers of models for numbers, as in the classifiers of the same names. */
const hidden: Readonly<Partial<Record<ModelName, readonly number[]>>> = {
  softmax: [],
  mlp: [128],
  '2nn': [200, 200],
};

/**
 * The model of a name for preprocessed rows. Where numbers are to be predicted, `softmax` is linear
 * regression, and `mlp` and `2nn` have the layers of the classifiers with these names.
 *
 * @throws ArgumentError for a model that looks at images
 */
export function tableModel(
  name: ModelName,
  preprocessing: Preprocessing,
  seed: number,
): tf.LayersModel {
  const shape = [preprocessedNames(preprocessing).length];
  const { target } = preprocessing;
  const units = hidden[name];
  if (!units) {
    const rule = `be one of ${Object.keys(hidden).join(', ')} for rows of numbers`;
    throw new ArgumentError('model', rule, name);
  }
  if (target?.kind === 'numbers') {
    return denseRegressor({ shape, targets: target.names.length, hidden: units, seed });
  }
  return makeModel(name, { shape, classes: target?.classNames.length ?? 2, seed });
}
