import type * as tf from '@tensorflow/tfjs';
import { TraceError } from '../traceError';
import { noiseCall } from './noise';
import type { Draw } from './noise';
import { within } from './origin';

/**
 * Layers of tfjs, and this library's group normalization, that treat each row of a batch
 * independently. Others – batch normalization and custom layers – may not.
 */
const rowWise: ReadonlySet<string> = new Set(
  (
    'Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D Bidirectional ' +
    'Concatenate Conv1D Conv2D Conv2DTranspose Cropping2D Dense DepthwiseConv2D Dot Dropout ELU ' +
    'Embedding Flatten Functional GaussianDropout GaussianNoise GlobalAveragePooling1D ' +
    'GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D GroupNormalization GRU GRUCell ' +
    'InputLayer LayerNormalization LeakyReLU LSTM LSTMCell Masking Maximum MaxPooling1D ' +
    'MaxPooling2D Minimum Model Multiply Permute PReLU ReLU RepeatVector Reshape RNN ' +
    'SeparableConv2D Sequential SimpleRNN SimpleRNNCell Softmax SpatialDropout1D StackedRNNCells ' +
    'ThresholdedReLU TimeDistributed UpSampling2D ZeroPadding2D'
  ).split(' '),
);

/** A layer that contains others. */
interface Holder {
  readonly layers?: readonly tf.layers.Layer[];
  readonly layer?: tf.layers.Layer;
  readonly cell?: tf.layers.Layer;
  readonly cells?: readonly tf.layers.Layer[];
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
}

/** The layers and those that they contain, each once. */
export function allLayers(layers: readonly tf.layers.Layer[]): tf.layers.Layer[] {
  const found = new Set<tf.layers.Layer>();
  const visit = (layer: tf.layers.Layer | undefined): void => {
    if (!layer || found.has(layer)) return;
    found.add(layer);
    const holder = layer as Holder;
    const { layers: inner = [], cells = [] } = holder;
    const single = [holder.layer, holder.cell, holder.forwardLayer, holder.backwardLayer];
    for (const held of [...inner, ...cells, ...single]) visit(held);
  };
  for (const layer of layers) visit(layer);
  return Array.from(found);
}

/** Whether a row of a batch affects, or may affect, the layers' results for another row. */
export function mixesRows(layers: readonly tf.layers.Layer[] | undefined): boolean {
  return !layers || allLayers(layers).some((layer) => !rowWise.has(layer.getClassName()));
}

/**
 * Calls `run` while noise layers take their random numbers from `draw`; errors, including later
 * ones in gradients, name the layer that they come from.
 */
export function withTracedLayers<Result>(
  layers: readonly tf.layers.Layer[],
  draw: Draw,
  run: () => Result,
): Result {
  const all = allLayers(layers);
  const stateful = all.find((layer) => layer.stateful);
  if (stateful) {
    throw new TraceError(`${titleOf(stateful)} keeps its state from batch to batch (stateful)`);
  }
  const own = all.map((layer) => Object.getOwnPropertyDescriptor(layer, 'call'));
  for (const layer of all) replaceCall(layer, draw);
  try {
    return run();
  } finally {
    all.forEach((layer, i) => {
      const before = own[i];
      if (before) Object.defineProperty(layer, 'call', before);
      else Reflect.deleteProperty(layer, 'call');
    });
  }
}

function replaceCall(layer: tf.layers.Layer, draw: Draw): void {
  const original = layer.call.bind(layer);
  const call = noiseCall(layer, draw) ?? original;
  layer.call = (inputs, kwargs) => within(titleOf(layer), () => call(inputs, kwargs));
}

function titleOf(layer: tf.layers.Layer): string {
  return `layer ${layer.name} (${layer.getClassName()})`;
}
