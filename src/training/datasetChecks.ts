import { ArgumentError } from '../core/errors';
import { elementCount } from '../core/shape';
import { checkParts, pixelsPerImage } from '../data/dataset';
import type { Dataset, ImageShape } from '../data/dataset';

/**
 * Shape of one example at a model's input, `null` for any length; undefined if the model does not
 * say.
 */
export type InputShape = readonly (number | null)[] | undefined;

/** Checks that a model fits the datasets that its trainer gets; each is checked once. */
export class DatasetChecks {
  readonly #inputShape: InputShape;
  readonly #outputsFor: (imageShape: ImageShape) => number;
  readonly #outputs = new Map<string, number>();
  readonly #fitting = new WeakSet<Dataset>();

  /** @param outputsFor how many outputs the model has; called once for each image shape */
  constructor(
    { inputShape }: { readonly inputShape: InputShape },
    outputsFor: (imageShape: ImageShape) => number,
  ) {
    this.#inputShape = inputShape;
    this.#outputsFor = outputsFor;
  }

  /**
   * Returns the dataset, checked for training and evaluation. Throws an `ArgumentError` if images
   * do not fit the model's input, if labels have no output, or if the model or the loss returns a
   * wrong shape.
   */
  examples(dataset: Dataset): Dataset {
    if (this.#fitting.has(dataset)) return dataset;
    this.images(dataset);
    const outputs = this.#outputsOf(dataset.shape);
    const { labels, classNames } = dataset;
    if (outputs === 1 && classNames.length > 1) {
      const rule = `have an output for each of ${classNames.length} classes`;
      throw new ArgumentError('model', rule, '1 output');
    }
    const outside = labels.findIndex((label) => label >= outputs);
    if (outside >= 0) {
      const rule = `be below ${outputs}, the number of the model’s outputs`;
      throw new ArgumentError(`labels[${outside}]`, rule, labels[outside]);
    }
    this.#fitting.add(dataset);
    return dataset;
  }

  /** Returns the dataset, checked for predictions, for which labels do not matter. */
  images(dataset: Dataset): Dataset {
    checkParts(dataset);
    checkImageShape('dataset.shape', dataset.shape, this.#inputShape);
    return dataset;
  }

  #outputsOf(shape: ImageShape): number {
    const key = shape.join();
    const outputs = this.#outputs.get(key) ?? this.#outputsFor(shape);
    this.#outputs.set(key, outputs);
    return outputs;
  }
}

/**
 * Throws an `ArgumentError` unless images fit a model's input: of the same shape if it is an image,
 * else of as many numbers.
 */
export function checkImageShape(argument: string, shape: ImageShape, input: InputShape): void {
  if (!input) return;
  const numbers = input.includes(null) ? undefined : elementCount(input as number[]);
  const fits =
    input.length === shape.length
      ? input.every((length, i) => length === null || length === shape[i])
      : numbers === undefined || numbers === pixelsPerImage(shape);
  if (fits) return;
  const rule =
    input.length === shape.length
      ? `be the model’s input, [${input.join(', ')}]`
      : `hold the ${numbers} numbers of the model’s input, [${input.join(', ')}]`;
  throw new ArgumentError(argument, rule, `[${shape.join(', ')}]`);
}
