import type * as tf from '@tensorflow/tfjs';

type Use = tf.layers.Layer['inboundNodes'][number];

/**
 * A model's layers as a table, like Keras's `model.summary()`: name and class, shape of the output,
 * number of parameters and, if the layers are not a simple sequence, their inputs.
 */
export function summary(model: tf.LayersModel): string {
  const { layers } = model;
  const uses = layers.map((layer) => usesOf(layer, layers));
  const inputs = uses.map((nodes) =>
    nodes
      .flatMap(({ inboundLayers }) => inboundLayers)
      .filter((inbound) => layers.includes(inbound))
      .map(({ name }) => name),
  );
  const branched = inputs.some((names, i) => i > 0 && names.join() !== layers[i - 1].name);
  const head = ['Layer (type)', 'Output shape', 'Parameters', 'Inputs'];
  const rows = layers.map((layer, i) => [
    `${layer.name} (${layer.getClassName()})`,
    uses[i].flatMap(({ outputTensors }) => outputTensors.map((t) => shapeText(t.shape))).join(' '),
    layer.countParams().toLocaleString('en-US'),
    inputs[i].join(', '),
  ]);
  const shown = [head, ...rows].map((row) => (branched ? row : row.slice(0, 3)));
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
  const trainable = count(model.trainableWeights);
  const total = count(model.weights);
  return [
    lines[0],
    line('='),
    ...lines.slice(1),
    line('='),
    `Total parameters: ${total.toLocaleString('en-US')}`,
    `Trainable: ${trainable.toLocaleString('en-US')}`,
    `Not trainable: ${(total - trainable).toLocaleString('en-US')}`,
  ].join('\n');
}

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
