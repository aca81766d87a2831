import { counted } from '../core/counted';
import { ArgumentError } from '../core/errors';
import { elementCount } from '../core/shape';
import { checkParts } from '../data/makeDataset';
import type { ClassTargets, AnyDataset } from '../data/dataset';
import { exampleKind } from './exampleKind';
import type { ExampleKind } from './exampleKind';

/**
 * Shape of one example at a model's input, `null` for any length; undefined if the model does not
 * say.
 */
export type InputShape = readonly (number | null)[] | undefined;

/** Checks that a model fits the datasets that its trainer gets; each is checked once. */
export class DatasetChecks {
  readonly #inputShape: InputShape;
  readonly #singleOutput: boolean;
  readonly #outputsFor: (kind: ExampleKind) => number;
  readonly #outputs = new Map<string, number>();
  readonly #fitting = new WeakSet<AnyDataset>();

  /**
   * @param model its input's shape, and whether a single output may stand for two classes
   * @param outputsFor how many outputs the model has; called once for each kind of examples
   */
  constructor(
    {
      inputShape,
      singleOutput,
    }: { readonly inputShape: InputShape; readonly singleOutput: boolean },
    outputsFor: (kind: ExampleKind) => number,
  ) {
    this.#inputShape = inputShape;
    this.#singleOutput = singleOutput;
    this.#outputsFor = outputsFor;
  }

  /**
   * Returns the dataset, checked for training and evaluation. Throws an `ArgumentError` if features
   * do not fit the model's input, if labels or numbers to predict have no output, or if the model or the
   * loss returns a wrong shape.
   */
  examples(dataset: AnyDataset): AnyDataset {
    if (this.#fitting.has(dataset)) return dataset;
    this.features(dataset);
    const outputs = this.#outputsOf(exampleKind(dataset));
    if ('labels' in dataset) this.#checkClasses(dataset, outputs);
    else if (outputs !== dataset.targetNames.length) {
      const rule = `have an output for each of ${counted(dataset.targetNames.length, 'number')} to predict`;
      throw new ArgumentError('model', rule, counted(outputs, 'output'));
    }
    this.#fitting.add(dataset);
    return dataset;
  }

  #checkClasses({ labels, classNames }: ClassTargets, outputs: number): void {
    const classes = classNames.length;
    const single = outputs === 1 && classes === 2 && this.#singleOutput;
    if (outputs === 1 && classes > 1 && !single) {
      throw new ArgumentError('model', `have an output for each of ${classes} classes`, '1 output');
    }
    const outside = single ? -1 : labels.findIndex((label) => label >= outputs);
    if (outside >= 0) {
      const rule = `be below ${outputs}, the number of the model’s outputs`;
      throw new ArgumentError(`labels[${outside}]`, rule, labels[outside]);
    }
  }

  /** Returns the dataset, checked for predictions, for which targets do not matter. */
  features(dataset: AnyDataset): AnyDataset {
    checkParts(dataset);
    checkInputShape('dataset.shape', dataset.shape, this.#inputShape);
    return dataset;
  }

  #outputsOf(kind: ExampleKind): number {
    const key = JSON.stringify(kind);
    const outputs = this.#outputs.get(key) ?? this.#outputsFor(kind);
    this.#outputs.set(key, outputs);
    return outputs;
  }
}

/**
 * Throws an `ArgumentError` unless features fit a model's input: of the same shape if it has as many
 * dimensions, else of as many numbers.
 */
export function checkInputShape(
  argument: string,
  shape: readonly number[],
  input: InputShape,
): void {
  if (!input) return;
  const numbers = input.includes(null) ? undefined : elementCount(input as number[]);
  const fits =
    input.length === shape.length
      ? input.every((length, i) => length === null || length === shape[i])
      : numbers === undefined || numbers === elementCount(shape);
  if (fits) return;
  const rule =
    input.length === shape.length
      ? `be the model’s input, [${input.join(', ')}]`
      : `hold the ${numbers} numbers of the model’s input, [${input.join(', ')}]`;
  throw new ArgumentError(argument, rule, `[${shape.join(', ')}]`);
}
