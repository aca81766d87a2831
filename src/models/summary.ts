import type * as tf from '@tensorflow/tfjs';

type Use = tf.layers.Layer['inboundNodes'][number];

/** One layer of a {@link ModelSummary}. */
export interface LayerSummary {
  /** Its name and class: `dense (Dense)`. */
  readonly layer: string;
  /** `(batch, 10)`; several, for a layer that is used several times. */
  readonly outputShape: string;
  readonly parameters: number;
  /** The names of the layers before it. */
  readonly inputs: readonly string[];
}

/** A model's layers and numbers of parameters; as text, a table like that of Keras. */
export class ModelSummary {
  constructor(
    readonly layers: readonly LayerSummary[],
    readonly parameters: { readonly total: number; readonly trainable: number },
  ) {}

  /** Whether the layers are more than a simple sequence. */
  get branched(): boolean {
    return this.layers.some(
      ({ inputs }, i) => i > 0 && inputs.join() !== nameOf(this.layers[i - 1]),
    );
  }

  toString(): string {
    const head = ['Layer (type)', 'Output shape', 'Parameters', 'Inputs'];
    const rows = this.layers.map(({ layer, outputShape, parameters, inputs }) => [
      layer,
      outputShape,
      grouped(parameters),
      inputs.join(', '),
    ]);
    const shown = [head, ...rows].map((row) => (this.branched ? row : row.slice(0, 3)));
    const widths = shown[0].map((_, column) => Math.max(...shown.map((row) => row[column].length)));
    const lines = shown.map((row) =>
      row
        .map((text, column) =>
          column === 2 ? text.padStart(widths[column]) : text.padEnd(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    );
    const line = (character: string): string =>
      character.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
    const { total, trainable } = this.parameters;
    return [
      lines[0],
      line('='),
      ...lines.slice(1),
      line('='),
      `Total parameters: ${grouped(total)}`,
      `Trainable: ${grouped(trainable)}`,
      `Not trainable: ${grouped(total - trainable)}`,
    ].join('\n');
  }

  /** What `console.log` prints in Node.js. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * A model's layers, like Keras's `model.summary()`: name and class, shape of the output, number of
 * parameters and inputs. A notebook shows it as a table, `console.log` as text.
 *
 * ```ts
 * console.log(fl.summary(fl.mcmahan2nn({ seed: 1 })));
 * ```
 */
export function summary(model: tf.LayersModel): ModelSummary {
  const { layers } = model;
  const rows = layers.map((layer) => {
    const uses = usesOf(layer, layers);
    return {
      layer: `${layer.name} (${layer.getClassName()})`,
      outputShape: uses
        .flatMap(({ outputTensors }) => outputTensors.map((t) => shapeText(t.shape)))
        .join(' '),
      parameters: layer.countParams(),
      inputs: uses
        .flatMap(({ inboundLayers }) => inboundLayers)
        .filter((inbound) => layers.includes(inbound))
        .map(({ name }) => name),
    };
  });
  return new ModelSummary(rows, {
    total: count(model.weights),
    trainable: count(model.trainableWeights),
  });
}

const nameOf = ({ layer }: LayerSummary): string => layer.slice(0, layer.lastIndexOf(' ('));

/** A layer's uses in the model; other models may use it too. */
function usesOf({ inboundNodes }: tf.layers.Layer, layers: readonly tf.layers.Layer[]): Use[] {
  const own = inboundNodes.filter(({ inboundLayers }) =>
    inboundLayers.every((inbound) => layers.includes(inbound)),
  );
  // The input of a sequential model's first layer is not among its layers.
  return own.length > 0 ? own : inboundNodes.slice(0, 1);
}

/** The first axis, of unknown length, is the batch. */
function shapeText(shape: tf.Shape): string {
  return `(${shape.map((length, i) => length ?? (i === 0 ? 'batch' : 'any')).join(', ')})`;
}

function count(weights: tf.LayersModel['weights']): number {
  return weights.reduce((sum, weight) => sum + weight.read().size, 0);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
