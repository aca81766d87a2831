import { ArgumentError } from '../../core/errors';
import type { Kind } from '../../data/dataset';
import { defaultModel, makeModel, makeRegressor, modelNames } from '../../models/makeModel';
import { regressorNames } from '../../models/makeModel';
import type { ModelName, RegressorName } from '../../models/makeModel';
import type { FilledSettings } from '../table';

/** A model by the name that the option has, `auto` among them. */
export type ChosenModel = FilledSettings['model'];

/** Models that see a row of numbers as well as an image. */
const rowModels: readonly ChosenModel[] = ['softmax', 'mlp', '2nn'];

/**
 * The name of the model for examples of a kind: `auto` is decided.
 *
 * @throws ArgumentError for a model that does not fit: one of images for rows, of classes for numbers
 */
export function modelName(name: ChosenModel, kind: Kind): ModelName | RegressorName {
  if (!('classNames' in kind)) {
    if (name === 'auto') return 'linear';
    const known = regressorNames.find((one) => one === name);
    if (known !== undefined) return known;
    const rule = `be ${regressorNames.join(', ')} for numbers to predict: the others give classes`;
    throw new ArgumentError('model', rule, name);
  }
  if (name === 'linear') {
    throw new ArgumentError('model', 'be softmax for classes: linear predicts numbers', name);
  }
  if (name === 'auto') return defaultModel;
  if (kind.shape.length === 3 || rowModels.includes(name)) return name;
  const rule = `be ${rowModels.join(', ')} for rows of numbers: the others need images`;
  throw new ArgumentError('model', rule, name);
}

/** Makes the model of this name for examples of a kind. @throws ArgumentError as {@link modelName} */
export function modelFor(
  name: ChosenModel,
  kind: Kind,
  seed: number,
): ReturnType<typeof makeModel> {
  const { shape } = kind;
  const fitting = modelName(name, kind);
  return 'classNames' in kind
    ? makeModel(fitting as ModelName, { shape, classes: kind.classNames.length, seed })
    : makeRegressor(fitting as RegressorName, { shape, targets: kind.targetNames.length, seed });
}

/** The model of a command whose examples are images with classes. @throws ArgumentError for another */
export function imageModel(name: ChosenModel): ModelName {
  const known = modelNames.find((one) => one === name);
  if (known !== undefined) return known;
  throw new ArgumentError('--model', `be one of ${modelNames.join(', ')}`, name);
}
