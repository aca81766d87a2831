import * as tf from '@tensorflow/tfjs';

/** Makes a layer; the first of a model is given the shape of its input. */
export type MakeLayer = (first: object) => tf.layers.Layer;

let seed = 0;

/** Weights that no other layer has. */
export const init = () => tf.initializers.glorotUniform({ seed: ++seed });
const small = () => tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1, seed: ++seed });

/** A model of layers one after the other, for images `[8, 7, 2]`. */
export function sequential(...layers: readonly MakeLayer[]): tf.LayersModel {
  const model = tf.sequential();
  layers.forEach((layer, i) => {
    model.add(layer(i === 0 ? { inputShape: [8, 7, 2] } : {}));
  });
  return model;
}

export const dense =
  (units = 3, more: object = {}): MakeLayer =>
  (first) =>
    tf.layers.dense({
      units,
      kernelInitializer: init(),
      biasInitializer: small(),
      ...first,
      ...more,
    });

export const flatten: MakeLayer = (first) => tf.layers.flatten({ ...first });

export const conv =
  (more: object): MakeLayer =>
  (first) =>
    tf.layers.conv2d({ filters: 5, kernelSize: 3, kernelInitializer: init(), ...first, ...more });

/** From any images to three outputs. */
export const tail: readonly MakeLayer[] = [flatten, dense()];

/** The rows of an image as a sequence. */
export const rows: MakeLayer = (first) => tf.layers.reshape({ targetShape: [8, 14], ...first });

export const recurrent = (kind: 'lstm' | 'gru' | 'simpleRNN') => (): tf.layers.Layer =>
  tf.layers[kind]({ units: 5, kernelInitializer: init(), recurrentInitializer: init() });
