import { ArgumentError } from '../../core/errors';
import type { ImageShape } from '../../data/dataset';
import { makeModel, modelNames } from '../../models/makeModel';
import type { ModelName } from '../../models/makeModel';
import { specOf } from '../../models/parameters';
import type { NdArray } from '../wire/objects/ndArray';

/** The images that this client trains on, and the options it was started with. */
export interface AdviceOptions {
  readonly shape: ImageShape;
  readonly classes: number;
  readonly model: ModelName;
}

/**
 * How `npm run flower-client` must be started to train the model whose arrays were received;
 * undefined if names and shapes match its own model.
 */
export function modelAdvice(
  arrays: ReadonlyMap<string, NdArray>,
  { shape, classes, model }: AdviceOptions,
): string | undefined {
  const matching = modelNames.find((name) => {
    const own = shapesOf(name, shape, classes);
    return (
      own.size === arrays.size && [...own].every(([key, text]) => text === shapeOf(arrays, key))
    );
  });
  if (matching === model) return undefined;
  if (matching !== undefined) {
    return `the server's model is ${matching}: start this client with --model ${matching}`;
  }
  return (
    `--model is ${model} here, and no model for images ${shape.join(' × ')} and ${classes} classes ` +
    'has these arrays: --model and --dataset must match the server’s'
  );
}

/** The shape of each of a model's arrays, `784,10`; empty if images are too small for the model. */
function shapesOf(name: ModelName, shape: ImageShape, classes: number): Map<string, string> {
  try {
    const model = makeModel(name, { shape, classes, seed: 0 });
    try {
      return new Map(specOf(model).tensors.map((tensor) => [tensor.name, tensor.shape.join()]));
    } finally {
      model.dispose();
    }
  } catch (error) {
    if (error instanceof ArgumentError) return new Map();
    throw error;
  }
}

function shapeOf(arrays: ReadonlyMap<string, NdArray>, name: string): string | undefined {
  return arrays.get(name)?.shape.join();
}
